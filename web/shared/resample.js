// Streaming sample-rate conversion and PCM coding. Pure: no browser objects, so that node can test it.

const HALF_TAPS = 16; // zero crossings on each side: about 80 dB of stop band with the window below
const BETA = 8; // Kaiser window

function bessel0(x) {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 40; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function kaiser(position) {
  if (Math.abs(position) >= 1) return 0;
  return bessel0(BETA * Math.sqrt(1 - position * position)) / bessel0(BETA);
}

function gcd(a, b) {
  return b ? gcd(b, a % b) : a;
}

/** Taps for every phase: out sample n needs the input around n*from/to; there are `up` different fractions. */
function phases(up, cutoff, half) {
  return Array.from({ length: up }, (_, phase) => {
    const taps = new Float32Array(2 * half);
    let sum = 0;
    for (let i = 0; i < taps.length; i++) {
      const x = i - half + 1 - phase / up; // distance to the wanted instant, in input samples
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * cutoff * x) / (Math.PI * cutoff * x);
      taps[i] = sinc * kaiser(x / half);
      sum += taps[i];
    }
    return taps.map((tap) => tap / sum); // unity gain at 0 Hz for each phase
  });
}

/** Windowed-sinc converter from `from` Hz to `to` Hz. How the input is cut into blocks does not change the output. */
export class Resampler {
  constructor(from, to) {
    const common = gcd(from, to);
    this.up = to / common;
    this.down = from / common;
    const cutoff = Math.min(1, to / from) * 0.94; // a little below the lower Nyquist rate: nothing folds back
    this.half = Math.ceil(HALF_TAPS / Math.min(1, to / from));
    this.taps = from === to ? null : phases(this.up, cutoff, this.half);
    this.kept = new Float32Array(this.half - 1); // silence before the first sample
    this.phase = 0;
  }

  /** Float32Array in, Float32Array out. The output lags by `half` input samples (under 1 ms at 48 kHz). */
  push(block) {
    if (!this.taps) return Float32Array.from(block);
    const input = new Float32Array(this.kept.length + block.length);
    input.set(this.kept);
    input.set(block, this.kept.length);
    const out = [];
    let at = 0;
    while (at + 2 * this.half <= input.length) {
      const taps = this.taps[this.phase];
      let sum = 0;
      for (let i = 0; i < taps.length; i++) sum += taps[i] * input[at + i];
      out.push(sum);
      this.phase += this.down;
      at += Math.floor(this.phase / this.up);
      this.phase %= this.up;
    }
    this.kept = input.slice(at);
    return Float32Array.from(out);
  }
}

/** Cuts a stream of samples into blocks of exactly `size`; the rest waits. */
export class Chunker {
  constructor(size) {
    this.block = new Float32Array(size);
    this.filled = 0;
  }

  push(samples) {
    const whole = [];
    for (const sample of samples) {
      this.block[this.filled++] = sample;
      if (this.filled === this.block.length) {
        whole.push(this.block.slice());
        this.filled = 0;
      }
    }
    return whole;
  }
}

/** Float samples in -1..1 to 16-bit little-endian bytes; what is louder is clipped, never wrapped. */
export function floatToPcm16(samples) {
  const view = new DataView(new ArrayBuffer(samples.length * 2));
  samples.forEach((sample, i) => {
    const clipped = Math.max(-1, Math.min(1, sample));
    view.setInt16(2 * i, Math.round(clipped < 0 ? clipped * 32768 : clipped * 32767), true);
  });
  return new Uint8Array(view.buffer);
}

/** 16-bit little-endian bytes to float samples; an odd last byte is left out. */
export function pcm16ToFloat(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength >> 1 }, (_, i) => view.getInt16(2 * i, true) / 32768);
}

export function bytesToBase64(bytes) {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

export function base64ToBytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
