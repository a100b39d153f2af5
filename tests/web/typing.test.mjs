import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Typing } from '../../web/shared/typing.js';

function typed(text) {
  const field = { value: text };
  const typing = new Typing(field);
  typing.sent();
  return { field, typing };
}

test('what the desk has taken stays sent', () => {
  const { field, typing } = typed(' 轉數快 ');
  assert.equal(field.value, '');
  typing.arrived();
  assert.equal(typing.giveBack(), false);
  assert.equal(field.value, '');
});

test('what died with the connection comes back into the field', () => {
  const { field, typing } = typed('轉數快');
  assert.equal(typing.giveBack(), true);
  assert.equal(field.value, '轉數快');
  assert.equal(typing.giveBack(), false);
  typing.resumed([{ role: 'user', text: '你好' }, { role: 'assistant', text: '早晨' }]);
  assert.equal(field.value, '轉數快');
});

test('it never overwrites what is being typed now', () => {
  const { field, typing } = typed('甲');
  field.value = '乙';
  typing.giveBack();
  assert.equal(field.value, '乙');
});

test('a message that had arrived after all is not offered again', () => {
  const { field, typing } = typed('轉數快');
  typing.giveBack();
  typing.resumed([{ role: 'user', text: '轉數快' }, { role: 'assistant', text: '免費' }]);
  assert.equal(field.value, '');
});
