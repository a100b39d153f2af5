// The pen pad's strokes, and what it makes of the desk's answers.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readStrokes, Strokes } from '../../web/shared/pen.js';

const answer = (ok, body) => async (url, request) => ({ ok, json: async () => body(url, request) });

test('points that are near add nothing', () => {
  const strokes = new Strokes();
  strokes.begin(0, 0, 0);
  assert.equal(strokes.move(0.5, 0.5, 5), false);
  assert.equal(strokes.move(3, 4, 10), true);
  assert.deepEqual(strokes.list, [[[0, 0, 0], [3, 4, 10]]]);
});

test('a movement without a stroke writes nothing', () => {
  const strokes = new Strokes();
  assert.equal(strokes.move(5, 5, 0), false);
  assert.equal(strokes.empty, true);
});

test('undo takes the last stroke, clear takes all', () => {
  const strokes = new Strokes();
  for (const x of [0, 10, 20]) {
    strokes.begin(x, 0, x);
    strokes.move(x, 9, x);
  }
  strokes.undo();
  assert.equal(strokes.list.length, 2);
  assert.equal(strokes.points, 4);
  strokes.clear();
  strokes.undo();
  assert.equal(strokes.points, 0);
});

test('no more points than the desk takes', () => {
  const strokes = new Strokes();
  strokes.begin(0, 0, 0);
  for (let i = 1; i <= 30000; i += 1) strokes.move(i * 2, 0, i);
  strokes.begin(0, 5, 0);
  assert.equal(strokes.points, 20000);
  assert.equal(strokes.list.length, 1);
});

test('the text comes back, with the secret sent', async () => {
  const ask = answer(true, (url, request) => ({ text: '十', url, request }));
  const found = await readStrokes('https://desk.test', 'ek_1', [[[1, 2, 3]]], 300, 100, ask);
  assert.equal(found.text, '十');
  assert.equal(found.url, 'https://desk.test/v1/ocr/strokes');
  assert.equal(found.request.headers.Authorization, 'Bearer ek_1');
  assert.deepEqual(JSON.parse(found.request.body), { strokes: [[[1, 2, 3]]], width: 300, height: 100 });
});

test('a refusal keeps its code', async () => {
  const ask = answer(false, () => ({ title: 'too many strokes', code: 'strokes_invalid' }));
  await assert.rejects(readStrokes('', '', [], 1, 1, ask), { code: 'strokes_invalid', message: 'too many strokes' });
  const broken = async () => ({ ok: false, json: async () => JSON.parse('<html>') });
  await assert.rejects(readStrokes('', '', [], 1, 1, broken), { code: 'ocr_failed' });
});
