// The microphone: asked for on the first tap only, sent as 24 kHz PCM in chunks of 40 ms.

import { Chunker, Resampler, bytesToBase64, floatToPcm16 } from './resample.js';

const RATE = 24_000; // Hz
const CHUNK = RATE * 0.04; // samples
const DEAD_MS = 1500; // of exact zeros or no samples at all: no living microphone is that quiet
const LIVING = 10 ** (-78 / 10); // mean power that a microphone must once have had to count as living
const FAST_MS = 300; // nobody reads and refuses a question so soon: it was not asked
const CHECK_MS = 250;

/** Why the microphone cannot even be asked for: a text code, or "" where it can. */
export function obstacle() {
  if (!window.isSecureContext) return 'insecure';
  if (!navigator.mediaDevices?.getUserMedia) return 'no_capture'; // the web view of an app
  const policy = document.permissionsPolicy ?? document.featurePolicy;
  if (policy && !policy.allowsFeature('microphone')) return 'host_frame';
  return '';
}

/** The text code for an error of getUserMedia that came after `ms`; `framed`: in a frame whose policy cannot be read. */
export function refusal(error, ms, framed) {
  if (error.name === 'NotFoundError' || error.name === 'OverconstrainedError') return 'no_microphone';
  if (error.name === 'NotAllowedError') return framed && ms < FAST_MS ? 'host_frame' : 'mic_refused';
  return 'mic_dead'; // NotReadableError: another program holds it, or the device fails
}

/** In another page's frame, in a browser that does not tell what that page permits. */
function blindFrame() {
  return window.top !== window && !(document.permissionsPolicy ?? document.featurePolicy);
}

/** Loudest sample and mean power of a block; what is no number counts as dead, and becomes silence. */
export function measured(samples) {
  let loudest = 0;
  let power = 0;
  samples.forEach((sample, i) => {
    if (!Number.isFinite(sample)) return void (samples[i] = 0);
    loudest = Math.max(loudest, Math.abs(sample));
    power += sample * sample;
  });
  return { loudest, power: power / samples.length };
}

/** `onChunk(base64)` every 40 ms; `onState(state, code)` with state off, starting, live, muted, silent or failed. */
export class Mic {
  constructor({ onChunk, onState }) {
    this.onChunk = onChunk;
    this.onState = onState;
    this.state = 'off';
    this.muted = false;
    this.level = 0; // 0..1, for the meter
  }

  async start() {
    if (this.state === 'starting' || this.stream) return;
    const code = obstacle();
    if (code) return this.set('failed', code);
    const attempt = (this.attempt = {}); // after stop() an answer that still comes counts for nothing
    const asked = performance.now();
    this.set('starting');
    try {
      const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
      const stream = await navigator.mediaDevices.getUserMedia({ audio });
      if (this.attempt !== attempt) return stream.getTracks().forEach((track) => track.stop());
      this.stream = stream;
      await this.listen();
    } catch (error) {
      if (this.attempt !== attempt) return;
      this.release();
      this.set('failed', refusal(error, performance.now() - asked, blindFrame()));
    }
  }

  async listen() {
    this.living = false;
    this.context = new AudioContext({ latencyHint: 'interactive' });
    await this.context.audioWorklet.addModule(new URL('mic-worklet.js', import.meta.url));
    this.resampler = new Resampler(this.context.sampleRate, RATE);
    this.chunker = new Chunker(CHUNK);
    this.tap = new AudioWorkletNode(this.context, 'mic-tap', { channelCount: 1, channelCountMode: 'explicit' });
    this.tap.port.onmessage = ({ data }) => this.take(data);
    this.context.createMediaStreamSource(this.stream).connect(this.tap);
    this.tap.connect(this.context.destination); // writes nothing; some browsers only run what leads to the output
    await this.context.resume();
    const [track] = this.stream.getAudioTracks();
    track.onended = () => this.lost();
    this.aliveAt = performance.now();
    this.timer = setInterval(() => this.check(track), CHECK_MS);
    this.set(this.muted ? 'muted' : 'live');
  }

  take(samples) {
    const { loudest, power } = measured(samples);
    if (power > LIVING) this.living = true; // from now on only exact silence is suspicious: noise suppression reaches far down
    if (this.living && loudest > 0) this.aliveAt = performance.now();
    this.level = this.muted ? 0 : Math.max(loudest, this.level * 0.85);
    const chunks = this.chunker.push(this.resampler.push(samples));
    if (this.muted) return; // nothing leaves the page
    for (const chunk of chunks) this.onChunk(bytesToBase64(floatToPcm16(chunk)));
  }

  check(track) {
    const dead = track.muted || performance.now() - this.aliveAt > DEAD_MS;
    if (this.muted) return;
    if (dead && this.state === 'live') this.set('silent', 'mic_silent');
    if (!dead && this.state === 'silent') this.set('live');
  }

  lost() {
    this.release();
    this.set('failed', 'mic_dead');
  }

  mute(on) {
    this.muted = on;
    this.aliveAt = performance.now();
    if (this.stream) this.set(on ? 'muted' : 'live');
  }

  stop() {
    this.release();
    this.set('off');
  }

  release() {
    this.attempt = null;
    clearInterval(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.context?.close();
    this.stream = this.context = this.tap = null;
    this.level = 0;
  }

  set(state, code = '') {
    this.state = state;
    this.onState(state, code);
  }
}
