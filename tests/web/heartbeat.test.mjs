import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BEAT_MS, Heartbeat } from '../../web/shared/heartbeat.js';

function watched() {
  const told = [];
  const heart = new Heartbeat({ ask: () => told.push('ask'), lost: () => told.push('lost') });
  heart.heard(0);
  return { heart, told };
}

test('a line that says nothing any more is asked once, then given up, within ten seconds', () => {
  const { heart, told } = watched();
  let now = 0;
  while (!told.includes('lost')) heart.beat((now += BEAT_MS), true);
  assert.deepEqual(told, ['ask', 'lost']);
  assert.ok(now <= 9000, `${now} ms`);
});

test('any message is an answer', () => {
  const { heart, told } = watched();
  for (let now = BEAT_MS; now < 60_000; now += BEAT_MS) {
    heart.beat(now, true);
    if (told.at(-1) === 'ask') heart.heard(now + 50);
  }
  assert.ok(!told.includes('lost'));
});

test('a quiet page asks nothing', () => {
  const { heart, told } = watched();
  for (let now = 0; now < 600_000; now += BEAT_MS) heart.beat(now, false);
  assert.deepEqual(told, []);
});

test('a page that slept asks before it gives up', () => {
  const { heart, told } = watched();
  heart.beat(3_600_000, true);
  assert.deepEqual(told, ['ask']);
});
