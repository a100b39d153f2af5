// Plays the desk's voice. The worklet counts samples; here they become milliseconds of an item.

import { Resampler, base64ToBytes, pcm16ToFloat } from './resample.js';

const VOICE_RATE = 24_000; // Hz, what the desk sends
const REPORT_MS = 200;

/** `onPlayed(item, ms)` every 200 ms and at an item's end; `onChange()` when playing or being allowed to starts or ends. */
export class Player {
  constructor({ onPlayed, onChange }) {
    this.onPlayed = onPlayed;
    this.onChange = onChange;
    this.context = null;
    this.node = null;
    this.now = null; // {item, ms, at}: the worklet's last report, `at` by performance.now()
    this.received = new Map(); // item -> ms received
    this.dropped = new Set(); // items stopped: what still arrives of them is not played
    this.stopping = new Map();
    this.stopLatencyMs = null;
    this.playing = false;
    this.broken = false;
    this.reported = 0;
    this.waiting = []; // audio that came before the worklet was loaded
  }

  /** Load and start. Returns "" or a text code: autoplay where the browser wants a tap first, no_voice where it cannot. */
  async open() {
    try {
      if (!this.context) await this.build();
    } catch {
      this.broken = true; // no worklet: an insecure page, or one whose policy forbids it
      this.stop();
      return 'no_voice';
    }
    return (await this.unlock()) ? '' : 'autoplay';
  }

  async build() {
    try {
      this.context = new AudioContext({ sampleRate: VOICE_RATE, latencyHint: 'interactive' });
    } catch {
      this.context = new AudioContext({ latencyHint: 'interactive' });
    }
    await this.context.audioWorklet.addModule(new URL('player-worklet.js', import.meta.url));
    this.node = new AudioWorkletNode(this.context, 'queue-player', { numberOfInputs: 0, outputChannelCount: [1] });
    this.node.port.onmessage = ({ data }) => this.heard(data);
    this.node.connect(this.context.destination);
    this.context.onstatechange = () => this.onChange(); // allowed at last, or taken away by a phone call
    for (const message of this.waiting.splice(0)) this.node.port.postMessage(message);
  }

  get audible() {
    return this.context?.state === 'running';
  }

  /** Call from a tap. A context that is not allowed to run leaves `resume()` pending, hence the race. */
  async unlock() {
    if (!this.context) return false;
    const patience = new Promise((resolve) => setTimeout(resolve, 400));
    await Promise.race([this.context.resume().catch(() => {}), patience]);
    return this.audible;
  }

  push(item, base64) {
    if (this.broken || this.dropped.has(item)) return;
    this.newest = item;
    let samples = pcm16ToFloat(base64ToBytes(base64));
    this.measure(item, samples);
    this.received.set(item, (this.received.get(item) ?? 0) + (samples.length / VOICE_RATE) * 1000);
    const rate = this.context?.sampleRate ?? VOICE_RATE;
    if (rate !== VOICE_RATE) samples = this.converter(item, rate).push(samples);
    if (!samples.length) return;
    if (!this.playing && this.now?.item !== item) this.now = null; // the last report was about an earlier item
    this.tell({ type: 'push', item, samples });
    this.setPlaying(true);
  }

  /** Remembers the loudness of every 20 ms, for a mouth without phones. */
  measure(item, samples) {
    if (this.loudness?.item !== item) this.loudness = { item, levels: [], sum: 0, n: 0 };
    const about = this.loudness;
    for (const sample of samples) {
      about.sum += sample * sample;
      if (++about.n < VOICE_RATE / 50) continue;
      about.levels.push(Math.sqrt(about.sum / about.n));
      about.sum = about.n = 0;
    }
  }

  /** 0..1 at `ms` of `item`. */
  level(item, ms) {
    return this.loudness?.item === item ? Math.min(1, (this.loudness.levels[Math.floor(ms / 20)] ?? 0) * 4) : 0;
  }

  converter(item, rate) {
    if (this.resampling?.item !== item) this.resampling = { item, converter: new Resampler(VOICE_RATE, rate) };
    return this.resampling.converter;
  }

  duck(on) {
    this.tell({ type: 'duck', on });
  }

  /** Silence at once. Returns what was heard: {item, ms} or null where nothing was playing. */
  stop() {
    const heard = this.playing ? (this.position() ?? { item: this.newest, ms: 0 }) : null;
    for (const item of this.received.keys()) this.dropped.add(item);
    this.received.clear();
    if (!this.playing) return heard;
    const id = performance.now();
    this.stopping.set(id, id);
    this.waiting = [];
    this.tell({ type: 'stop', id });
    this.now = null;
    this.setPlaying(false);
    return heard;
  }

  /** What the customer hears now: {item, ms}, or null while nothing plays. */
  position() {
    if (!this.now) return null;
    const { item, ms, at } = this.now;
    const running = this.playing && this.audible;
    const since = running ? Math.min(performance.now() - at, 60) : 0;
    const heard = ms + since - (this.playing ? this.latencyMs() : 0);
    return { item, ms: Math.max(0, Math.min(heard, this.received.get(item) ?? heard)) };
  }

  latencyMs() {
    return (this.context.outputLatency || this.context.baseLatency || 0) * 1000;
  }

  heard({ kind, item, played, id }) {
    const ms = (played / this.context.sampleRate) * 1000;
    if (kind === 'stopped') return this.stopped(id);
    if (this.stopping.size) return; // posted before the worklet saw the stop
    if (kind === 'ended') return this.onPlayed(item, Math.round(ms));
    this.now = { item, ms, at: performance.now() };
    if (kind === 'drained') return this.drained(item, ms);
    if (performance.now() - this.reported < REPORT_MS) return;
    this.reported = performance.now();
    this.onPlayed(item, Math.round(this.position().ms));
  }

  stopped(id) {
    this.stopLatencyMs = performance.now() - this.stopping.get(id);
    this.stopping.delete(id);
  }

  drained(item, ms) {
    const missing = (this.received.get(item) ?? 0) - ms;
    if (missing > 40) return; // more was pushed meanwhile
    this.onPlayed(item, Math.round(ms));
    this.setPlaying(false);
  }

  setPlaying(on) {
    if (this.playing === on) return;
    this.playing = on;
    this.onChange();
  }

  tell(message) {
    if (this.node) this.node.port.postMessage(message);
    else this.waiting.push(message);
  }

  close() {
    if (this.node) this.node.port.onmessage = null; // what is still reported comes too late
    this.context?.close();
    this.context = this.node = null;
  }
}
