import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { mouthPath } from '../../web/shared/face.js';
import { CLOSED, fromLevel, Timeline } from '../../web/shared/visemes.js';

const TABLE = {
  visemes: {
    sil: { ...CLOSED },
    PP: { ...CLOSED, lipsPressed: 1 },
    aa: { ...CLOSED, jawOpen: 0.9 },
    I: { ...CLOSED, jawOpen: 0.2, mouthWide: 1 },
  },
  phones: { o_b: [['PP', 1]], r_aai: [['aa', 0.6], ['I', 0.4]], r_aa: [['aa', 1]], sp: [['sil', 1]] },
};

const timeline = (...phones) => {
  const made = new Timeline(TABLE);
  made.add(phones);
  return made;
};

test('a phone of two visemes is split by their shares', () => {
  const { segments } = timeline(['r_aai', 1, 100, 300, 0]);
  assert.deepEqual(segments.map((s) => [s.viseme, s.start, s.end]), [['aa', 100, 220], ['I', 220, 300]]);
});

test('the mouth is open in a vowel, closed before and after', () => {
  const made = timeline(['sp', 0, 0, 200, -1], ['r_aa', 1, 200, 500, 0], ['sp', 0, 500, 800, -1]);
  assert.ok(made.at(50).jawOpen < 0.01);
  assert.ok(Math.abs(made.at(350).jawOpen - 0.9) < 0.01);
  assert.ok(made.at(700).jawOpen < 0.01);
});

test('lips move ahead of the sound and without a jump', () => {
  const made = timeline(['r_aa', 1, 200, 500, 0]);
  assert.ok(made.at(195).jawOpen > 0.2);
  let before = 0;
  for (let ms = 100; ms < 260; ms += 4) {
    const { jawOpen } = made.at(ms);
    assert.ok(jawOpen - before < 0.1, `a jump at ${ms} ms`);
    before = jawOpen;
  }
});

test('a short closure between vowels closes the lips', () => {
  const made = timeline(['r_aa', 1, 0, 200, 0], ['o_b', 0, 200, 260, 1], ['r_aa', 1, 260, 500, 1]);
  const shape = made.at(205);
  assert.ok(shape.lipsPressed > 0.8, `${shape.lipsPressed}`);
  assert.ok(shape.jawOpen < 0.2, `${shape.jawOpen}`);
});

test('phones that arrive later continue the same item, and the past is dropped', () => {
  const made = timeline(['r_aa', 1, 0, 300, 0]);
  made.add([['r_aa', 1, 2000, 2300, 1]]);
  assert.ok(made.at(1000).jawOpen < 0.01);
  assert.ok(made.at(2150).jawOpen > 0.8);
  assert.equal(made.from, 1);
});

test('an unknown phone leaves the mouth closed', () => {
  assert.deepEqual(timeline(['r_none', 1, 0, 500, 0]).at(200), { ...CLOSED });
});

test('the shipped table has every viseme that its phones use, with values from 0 to 1', () => {
  const table = JSON.parse(readFileSync(new URL('../../web/shared/visemes.json', import.meta.url), 'utf8'));
  for (const [phone, parts] of Object.entries(table.phones)) {
    for (const [viseme, share] of parts) assert.ok(table.visemes[viseme] && share > 0, `${phone} uses ${viseme}`);
  }
  for (const [name, shape] of Object.entries(table.visemes)) {
    for (const key of Object.keys(CLOSED)) assert.ok(shape[key] >= 0 && shape[key] <= 1, `${name}.${key}`);
  }
});

test('loudness opens the mouth where there are no phones', () => {
  assert.equal(fromLevel(0).jawOpen, 0);
  assert.ok(fromLevel(0.3).jawOpen > 0.3 && fromLevel(9).jawOpen <= 0.8);
});

test('the drawn mouth is higher when open and flat when pressed', () => {
  const height = (shape) => {
    const numbers = mouthPath({ ...CLOSED, ...shape }, 0).match(/-?[\d.]+/g).map(Number);
    const ys = numbers.filter((_, i) => i % 2);
    return Math.max(...ys) - Math.min(...ys);
  };
  assert.ok(height({ jawOpen: 1 }) > 15);
  assert.ok(height({ jawOpen: 1, lipsPressed: 1 }) < 1);
});
