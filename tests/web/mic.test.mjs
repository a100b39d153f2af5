import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measured, refusal } from '../../web/shared/mic.js';

const error = (name) => ({ name });

test('each refusal has its own text', () => {
  assert.equal(refusal(error('NotFoundError'), 5, false), 'no_microphone');
  assert.equal(refusal(error('NotReadableError'), 5, false), 'mic_dead');
  assert.equal(refusal(error('NotAllowedError'), 5, false), 'mic_refused');
});

test('in a frame a refusal faster than anybody can tap is the frame\'s', () => {
  assert.equal(refusal(error('NotAllowedError'), 20, true), 'host_frame');
  assert.equal(refusal(error('NotAllowedError'), 2000, true), 'mic_refused');
});

test('a block is measured, and what is no number becomes silence', () => {
  const samples = Float32Array.of(0.5, NaN, -0.5, Infinity);
  assert.deepEqual(measured(samples), { loudest: 0.5, power: 0.125 });
  assert.deepEqual([...samples], [0.5, 0, -0.5, 0]);
});
