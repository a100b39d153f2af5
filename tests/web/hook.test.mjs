import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relay } from '../../web/shared/hook.js';

// Node 18 has no CustomEvent.
globalThis.CustomEvent ??= class extends Event {
  constructor(type, { detail }) {
    super(type);
    this.detail = detail;
  }
};

function relayed(event) {
  const element = new EventTarget();
  const seen = [];
  for (const name of ['session', 'citations', 'heard', 'reply']) element.addEventListener(`desk:${name}`, (e) => seen.push([name, e.detail]));
  relay(element, event);
  return seen;
}

test('the page never sees the token that opens the conversation', () => {
  const [[name, detail]] = relayed({ type: 'desk.session', event_id: 'e1', session: 's', token: 'secret', reference: '1234' });
  assert.deepEqual([name, detail], ['session', { session: 's', reference: '1234' }]);
});

test('what both sides said reaches the page by item', () => {
  const heard = { type: 'conversation.item.input_audio_transcription.completed', item_id: 'u', transcript: '你好' };
  assert.deepEqual(relayed(heard), [['heard', { item_id: 'u', text: '你好' }]]);
  assert.deepEqual(relayed({ type: 'response.output_audio_transcript.done', item_id: 'r', transcript: '早晨' }), [['reply', { item_id: 'r', text: '早晨' }]]);
});

test('other events of the protocol stay inside', () => {
  assert.deepEqual(relayed({ type: 'response.output_audio.delta', delta: 'AAAA' }), []);
});
