import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LANGUAGES, texts } from '../../web/shared/texts.js';

test('both languages have the same texts and none is empty', () => {
  const [zh, en] = LANGUAGES.map(texts);
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
  for (const words of [zh, en]) for (const [key, text] of Object.entries(words)) assert.ok(text.length > 0, key);
});

test('the label says in both languages that a computer speaks', () => {
  assert.equal(texts('zh-HK').label, 'AI 客戶服務員 · 由電腦產生');
  assert.match(texts('en').label, /AI.*computer-generated/);
});
