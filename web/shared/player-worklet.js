// Runs on the audio thread: plays the queue sample by sample and knows which sample of which item was played.

const DUCKED = 10 ** (-12 / 20); // -12 dB
const RAMP_S = 0.05; // for lowering and raising the voice
const REPORT_QUANTA = 4; // position reports, about 20 ms apart at 24 kHz
const LONGEST_S = 180; // of queued audio; later audio is dropped, since nobody waits that long for an answer

class QueuePlayer extends AudioWorkletProcessor {
  constructor() {
    super();
    this.queue = []; // {item, samples}
    this.offset = 0; // into the first of the queue
    this.queued = 0;
    this.item = null;
    this.played = 0; // samples of `item`
    this.gain = 1;
    this.target = 1;
    this.tail = null; // {id, samples}: the last quantum of what was stopped, to fade out
    this.quanta = 0;
    this.port.onmessage = ({ data }) => this[data.type](data);
  }

  push({ item, samples }) {
    if (this.queued > LONGEST_S * sampleRate) return;
    this.queue.push({ item, samples });
    this.queued += samples.length;
  }

  duck({ on }) {
    this.target = on ? DUCKED : 1;
  }

  /** Takes one last quantum to fade and forgets the rest now: what is pushed next is a new reply. */
  stop({ id }) {
    const samples = new Float32Array(128);
    this.fill(samples);
    samples.forEach((sample, i) => (samples[i] = sample * (1 - (i + 1) / samples.length)));
    this.tail = { id, samples };
    this.queue = [];
    this.offset = 0;
    this.queued = 0;
    this.gain = this.target = 1;
    this.item = null;
    this.played = 0;
  }

  report(kind, extra) {
    this.port.postMessage({ kind, item: this.item, played: this.played, ...extra });
  }

  process(_, [[out]]) {
    if (this.tail) return this.fade(out);
    const written = this.fill(out);
    if (written && !this.queue.length) this.report('drained');
    else if (written && ++this.quanta % REPORT_QUANTA === 0) this.report('at');
    return true;
  }

  fade(out) {
    out.set(this.tail.samples.subarray(0, out.length));
    this.report('stopped', { id: this.tail.id });
    this.tail = null;
    return true;
  }

  fill(out) {
    const step = (1 - DUCKED) / (RAMP_S * sampleRate);
    let i = 0;
    for (; i < out.length && this.queue.length; i++) {
      const { item, samples } = this.queue[0];
      if (item !== this.item) this.start(item);
      this.gain += Math.max(-step, Math.min(step, this.target - this.gain));
      out[i] = samples[this.offset] * this.gain;
      this.played++;
      this.queued--;
      if (++this.offset === samples.length) {
        this.queue.shift();
        this.offset = 0;
      }
    }
    return i;
  }

  start(item) {
    if (this.item !== null) this.report('ended');
    this.item = item;
    this.played = 0;
    this.report('at');
  }
}

registerProcessor('queue-player', QueuePlayer);
