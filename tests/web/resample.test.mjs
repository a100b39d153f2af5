import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base64ToBytes, bytesToBase64, Chunker, floatToPcm16, pcm16ToFloat, Resampler } from '../../web/shared/resample.js';

const tone = (hz, rate, seconds) => Float32Array.from({ length: rate * seconds }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate));

/** Level in dB of the middle of a signal, relative to a full sine. */
function level(samples) {
  const middle = samples.subarray(samples.length >> 2, (samples.length * 3) >> 2);
  const power = middle.reduce((sum, x) => sum + x * x, 0) / middle.length;
  return 10 * Math.log10(2 * power + 1e-20);
}

for (const rate of [44_100, 48_000, 16_000, 96_000]) {
  test(`a 1 kHz tone at ${rate} Hz keeps its level and length at 24 kHz`, () => {
    const out = new Resampler(rate, 24_000).push(tone(1000, rate, 1));
    assert.ok(Math.abs(level(out)) < 0.1, `${level(out)} dB`);
    assert.ok(Math.abs(out.length - 24_000) < 50, `${out.length} samples`);
  });
}

test('what lies above the new Nyquist rate is gone instead of folding back', () => {
  for (const hz of [13_500, 16_000, 20_000]) {
    const out = new Resampler(48_000, 24_000).push(tone(hz, 48_000, 0.5));
    assert.ok(level(out) < -60, `${hz} Hz left at ${level(out)} dB`);
  }
});

test('speech up to 10 kHz passes', () => {
  const out = new Resampler(48_000, 24_000).push(tone(10_000, 48_000, 0.5));
  assert.ok(Math.abs(level(out)) < 0.5, `${level(out)} dB`);
});

test('how the input is cut does not change the output', () => {
  const input = tone(440, 44_100, 0.3);
  const whole = new Resampler(44_100, 24_000).push(input);
  const cut = new Resampler(44_100, 24_000);
  const pieces = [];
  for (let at = 0, size = 1; at < input.length; at += size, size = (size * 7) % 509) pieces.push(...cut.push(input.subarray(at, at + size)));
  assert.deepEqual(Float32Array.from(pieces), whole);
});

test('equal rates pass through as a copy', () => {
  const input = tone(440, 24_000, 0.01);
  const out = new Resampler(24_000, 24_000).push(input);
  assert.deepEqual(out, input);
  assert.notEqual(out.buffer, input.buffer);
});

test('chunks have the exact size whatever comes in', () => {
  const chunker = new Chunker(960);
  const sizes = [500, 500, 2000, 1].flatMap((n) => chunker.push(new Float32Array(n).fill(n))).map((chunk) => chunk.length);
  assert.deepEqual(sizes, [960, 960, 960]);
  assert.equal(chunker.push(new Float32Array(840))[0].length, 960); // 121 were left
});

test('samples become little-endian 16 bit and are clipped, not wrapped', () => {
  assert.deepEqual([...floatToPcm16(Float32Array.of(0, 1, -1, 2, -2, 0.5))], [0, 0, 255, 127, 0, 128, 255, 127, 0, 128, 0, 64]);
});

test('bytes become samples again, from an unaligned view and without an odd last byte', () => {
  const bytes = Uint8Array.of(9, 0, 128, 0, 64, 7).subarray(1);
  assert.deepEqual([...pcm16ToFloat(bytes)], [-1, 0.5]);
});

test('base64 survives every byte and a long buffer', () => {
  const bytes = Uint8Array.from({ length: 50_000 }, (_, i) => (i * 31) & 255);
  assert.deepEqual(base64ToBytes(bytesToBase64(bytes)), bytes);
  assert.equal(bytesToBase64(Uint8Array.of(0, 255)), Buffer.from([0, 255]).toString('base64'));
});
