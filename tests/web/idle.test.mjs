import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COUNTDOWN_MS, Idle, QUIET_MS } from '../../web/kiosk/idle.js';

test('a quiet kiosk counts down from ten and is over within a minute', () => {
  const idle = new Idle(1000);
  assert.deepEqual(idle.at(1000 + QUIET_MS - 1), { phase: 'active', left: 10 });
  assert.deepEqual(idle.at(1000 + QUIET_MS), { phase: 'counting', left: 10 });
  assert.deepEqual(idle.at(1000 + QUIET_MS + 9001), { phase: 'counting', left: 1 });
  assert.deepEqual(idle.at(1000 + QUIET_MS + COUNTDOWN_MS), { phase: 'over', left: 0 });
  assert.ok(QUIET_MS + COUNTDOWN_MS < 60_000);
});

test('a touch during the countdown starts the quiet time anew', () => {
  const idle = new Idle(0);
  assert.equal(idle.at(50_000).phase, 'counting');
  idle.touch(50_000);
  assert.equal(idle.at(50_000 + QUIET_MS - 1).phase, 'active');
  assert.equal(idle.at(50_000 + QUIET_MS).phase, 'counting');
});

test('a machine that slept wakes to a clean screen', () => {
  assert.equal(new Idle(0).at(8 * 3_600_000).phase, 'over');
});
