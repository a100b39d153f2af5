import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitted, LIMIT } from '../../web/shared/photo.js';

test('a photo keeps its shape, is at most 2000 pixels long, and is never enlarged', () => {
  assert.deepEqual(fitted(4000, 3000), { width: 2000, height: 1500 });
  assert.deepEqual(fitted(1200, 4800), { width: 500, height: 2000 });
  assert.deepEqual(fitted(640, 480), { width: 640, height: 480 });
  assert.deepEqual(fitted(10_000, 1), { width: 2000, height: 1 });
});

test("with its envelope it fits the desk's message", () => {
  assert.ok(LIMIT + 1000 < 1_048_576);
});
