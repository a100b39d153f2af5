// The microphone: asked for on the first tap only, sent as 24 kHz PCM in chunks of 40 ms.

import { Chunker, Resampler, bytesToBase64, floatToPcm16 } from './resample.js';

const RATE = 24_000; // Hz
const CHUNK = RATE * 0.04; // samples
const DEAD_MS = 1500; // of exact zeros or no samples at all: no living microphone is that quiet
const CHECK_MS = 250;

/** Why the microphone cannot even be asked for: a text code, or "" where it can. */
export function obstacle() {
  if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia) return 'insecure';
  const policy = document.permissionsPolicy ?? document.featurePolicy;
  if (policy && !policy.allowsFeature('microphone')) return 'host_frame';
  return '';
}

/** The text code for an error of getUserMedia. */
export function refusal(error) {
  if (error.name === 'NotFoundError' || error.name === 'OverconstrainedError') return 'no_microphone';
  if (error.name === 'NotAllowedError') return 'mic_refused';
  return 'mic_dead'; // NotReadableError: another program holds it, or the device fails
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
    this.set('starting');
    try {
      const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
      this.stream = await navigator.mediaDevices.getUserMedia({ audio });
      await this.listen();
    } catch (error) {
      this.release();
      this.set('failed', refusal(error));
    }
  }

  async listen() {
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
    const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    if (loudest > 0) this.aliveAt = performance.now();
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
