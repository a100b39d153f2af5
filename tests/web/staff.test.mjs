import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Call } from '../../web/staff/call.js';
import { waited } from '../../web/staff/words.js';

const OPENING = {
  session_id: 's', reference: 'K-1', channel: 'web', summary: '我要投訴', feelings: [], form: null,
  items: [{ item_id: 'u', by: 'customer', text: '我要投訴', citations: [] }, { item_id: 'a', by: 'desk', text: '明白', citations: [] }],
};

test('a call shows what was said before and what is said now, each under its speaker', () => {
  const call = new Call(OPENING);
  assert.equal(call.take({ type: 'staff.caption', item_id: 'v', text: '我等咗', final: false }), 'v');
  call.take({ type: 'staff.caption', item_id: 'v', text: '我等咗三日', final: true });
  call.take({ type: 'staff.text', item_id: 'b', text: '我係', by: 'staff' });
  call.take({ type: 'staff.text', item_id: 'b', text: '我係陳主任', by: 'staff' });
  const shown = call.entries.map(({ role, person, text, final }) => [role, person, text, final]);
  assert.deepEqual(shown, [
    ['user', false, '我要投訴', true], ['assistant', false, '明白', true], ['user', false, '我等咗三日', true], ['assistant', true, '我係陳主任', false],
  ]);
});

test('an utterance without words leaves nothing, a cut sentence says so, citations stay with their sentence', () => {
  const call = new Call(OPENING);
  call.take({ type: 'staff.caption', item_id: 'v', text: '嗯', final: false });
  call.take({ type: 'staff.caption', item_id: 'v', text: '', final: true });
  call.take({ type: 'staff.citations', item_id: 'a', citations: [{ id: 'c' }] });
  call.take({ type: 'staff.cut', item_id: 'a' });
  assert.equal(call.find('v'), undefined);
  assert.deepEqual([call.find('a').text, call.find('a').cut, call.find('a').citations], ['明白', true, [{ id: 'c' }]]);
  assert.equal(call.take({ type: 'staff.cut', item_id: 'unknown' }), '');
});

test('feelings are kept newest last and not without end', () => {
  const call = new Call(OPENING);
  for (let i = 0; i < 60; i++) call.take({ type: 'staff.emotion', label: i === 59 ? 'angry' : 'calm', arousal: 0.5 });
  assert.deepEqual([call.feelings.length, call.feelings.at(-1).label], [40, 'angry']);
});

test('the time that somebody has waited is told in minutes and seconds', () => {
  assert.equal(waited(100, 159.9), '59 秒');
  assert.equal(waited(100, 261), '2 分 41 秒');
  assert.equal(waited(100, 90), '0 秒'); // a clock that is a little behind
});
