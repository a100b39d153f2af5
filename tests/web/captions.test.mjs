import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Captions } from '../../web/shared/captions.js';

const HEARD = 'conversation.item.input_audio_transcription';

function fed(...events) {
  const captions = new Captions();
  for (const event of events) captions.take(event);
  return captions;
}

test('a delta and the whole partial after it do not double the text', () => {
  const captions = fed(
    { type: `${HEARD}.delta`, item_id: 'a', delta: '轉數' },
    { type: 'desk.caption', item_id: 'a', text: '轉數' },
    { type: `${HEARD}.delta`, item_id: 'a', delta: '快' },
    { type: 'desk.caption', item_id: 'a', text: '轉數快' },
  );
  assert.equal(captions.find('a').text, '轉數快');
  assert.equal(captions.find('a').final, false);
  assert.equal(captions.lastPartial, '轉數快');
});

test('a revised partial replaces the earlier one, the final one ends it', () => {
  const captions = fed(
    { type: 'desk.caption', item_id: 'a', text: '賺數' },
    { type: 'desk.caption', item_id: 'a', text: '轉數快' },
    { type: `${HEARD}.completed`, item_id: 'a', transcript: '轉數快收唔收費' },
    { type: 'desk.caption', item_id: 'a', text: '轉' },
  );
  assert.deepEqual([captions.entries.length, captions.find('a').text, captions.find('a').final], [1, '轉數快收唔收費', true]);
  assert.equal(captions.lastFinal, '轉數快收唔收費');
});

test('an empty final or a failed one leaves nothing behind', () => {
  const partial = { type: 'desk.caption', item_id: 'a', text: '嗯' };
  assert.equal(fed(partial, { type: `${HEARD}.completed`, item_id: 'a', transcript: '' }).entries.length, 0);
  assert.equal(fed(partial, { type: `${HEARD}.failed`, item_id: 'a', error: {} }).entries.length, 0);
});

test('a reply grows, carries its citations and keeps them when it is cut', () => {
  const citations = [{ id: 'fees', title: '收費表', anchor: 'fees.html#fps', quote: '免費' }];
  const captions = fed(
    { type: 'response.output_audio_transcript.delta', item_id: 'r', delta: '轉數快' },
    { type: 'desk.citations', item_id: 'r', citations },
    { type: 'response.output_audio_transcript.delta', item_id: 'r', delta: '免費。' },
  );
  assert.equal(captions.cut('r'), 'r');
  assert.deepEqual(captions.find('r'), { id: 'r', role: 'assistant', text: '轉數快免費。', final: false, cut: true, citations, person: false });
  assert.equal(captions.lastReply, '轉數快免費。');
  assert.equal(captions.cut('unknown'), '');
});

test('two replies do not mix', () => {
  const say = (item_id, delta) => ({ type: 'response.output_text.delta', item_id, delta });
  const captions = fed(say('r1', '甲'), say('r2', '乙'), say('r1', '丙'));
  assert.deepEqual(captions.entries.map((entry) => entry.text), ['甲丙', '乙']);
});

test('typed text appears when the desk has taken it; items of speech wait for their transcript', () => {
  const item = (content) => ({ type: 'conversation.item.added', item: { id: 'u', role: 'user', content: [content] } });
  assert.equal(fed(item({ type: 'input_text', text: '你好' })).find('u').text, '你好');
  assert.equal(fed(item({ type: 'input_audio', transcript: null })).entries.length, 0);
});

test('a resumed conversation replaces what is shown', () => {
  const captions = fed({ type: 'desk.caption', item_id: 'old', text: '舊' });
  const changed = captions.take({ type: 'desk.resume', items: [{ role: 'user', text: '你好', item_id: 'u' }, { role: 'assistant', text: '早晨', item_id: 'r', citations: [{ id: 'x' }] }] });
  assert.equal(changed, '*');
  assert.deepEqual(captions.entries.map((e) => [e.id, e.role, e.citations.length]), [['u', 'user', 0], ['r', 'assistant', 1]]);
});

test('events that say nothing change nothing', () => {
  const captions = new Captions();
  assert.equal(captions.take({ type: 'session.created' }), '');
  assert.equal(captions.entries.length, 0);
});

test('a verdict stays with its answer, and none is given on what is not there', () => {
  const captions = new Captions();
  captions.take({ type: 'response.output_text.delta', item_id: 'r', delta: '免費。' });
  assert.equal(captions.judge('r', 'helpful'), 'r');
  assert.equal(captions.judge('r', 'wrong'), 'r');
  assert.equal(captions.find('r').verdict, 'wrong');
  assert.equal(captions.judge('x', 'wrong'), '');
});
