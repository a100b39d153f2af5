// The staff page's elements: built once, then only filled.

import { make } from '../shared/dom.js';
import { WORDS } from './words.js';

/** The view's fields are the elements by id. `passage` lies over all. */
export class View {
  constructor(root, passage) {
    root.append(door(), desk(), passage);
    for (const element of root.querySelectorAll('[id]')) this[element.id] = element;
    this.rows = new Map();
  }

  /** The door stands open while the page is or was connected. */
  showDoor(text, state) {
    this.door.hidden = ['open', 'lost', 'busy'].includes(state) || (state === 'connecting' && !this.desk.hidden);
    this.desk.hidden = !this.door.hidden;
    this.door_text.textContent = text;
    this.state.textContent = WORDS[state] ?? '';
    this.state.dataset.state = state;
    if (!this.door.hidden) this.key.focus();
  }

  showWaiting(calls, waited, taken, onJoin) {
    this.nobody.hidden = calls.length > 0;
    this.count.textContent = calls.length ? String(calls.length) : '';
    for (const [id, row] of this.rows) {
      if (calls.some((call) => call.session_id === id)) continue;
      row.remove();
      this.rows.delete(id);
    }
    for (const call of calls) {
      if (!this.rows.has(call.session_id)) this.rows.set(call.session_id, waitingRow(call, onJoin));
      const row = this.rows.get(call.session_id);
      row.querySelector('.since').textContent = waited(call);
      row.querySelector('button').disabled = taken;
      this.waiting.append(row); // in the desk's order
    }
  }

  showCall(call) {
    this.call.hidden = !call;
    this.none.hidden = Boolean(call);
    if (!call) return;
    this.reference.textContent = call.reference;
    this.channel.textContent = WORDS[call.channel] ?? call.channel;
    this.summary.textContent = call.summary || WORDS.no_summary;
    this.listening.textContent = call.listening ? WORDS.listening : '';
    this.feelings.replaceChildren(...call.feelings.map(feeling));
  }
}

function feeling({ label, arousal }) {
  const element = make('li', { class: label }, WORDS[label] ?? label);
  element.title = `${Math.round(arousal * 100)}%`;
  return element;
}

function waitingRow(call, onJoin) {
  const head = make('p', { class: 'head' }, make('b', {}, call.reference), make('span', {}, WORDS[call.channel] ?? call.channel), make('span', { class: 'since' }));
  const join = make('button', { type: 'button', 'data-testid': 'join' }, WORDS.join);
  join.onclick = () => onJoin(call.session_id);
  return make('li', {}, head, make('p', { class: 'asked' }, call.summary || WORDS.no_summary), join);
}

function door() {
  const key = make('input', { id: 'key', type: 'password', autocomplete: 'off', 'aria-label': WORDS.key_label, placeholder: WORDS.key_label });
  return make('form', { id: 'door' }, make('h1', {}, WORDS.title), key, make('button', { type: 'submit', class: 'main' }, WORDS.key_enter),
    make('p', { id: 'door_text', role: 'alert' }), make('small', {}, WORDS.key_hint));
}

function desk() {
  const header = make('header', {}, make('h1', {}, WORDS.title), make('span', { id: 'state', role: 'status' }));
  const queue = make('aside', {}, make('h2', {}, WORDS.waiting, ' ', make('span', { id: 'count' })), make('ol', { id: 'waiting', 'data-testid': 'waiting' }), make('p', { id: 'nobody' }, WORDS.nobody));
  const head = make('div', { class: 'head' }, make('b', { id: 'reference' }), make('span', { id: 'channel' }), make('span', { id: 'listening', role: 'status' }),
    make('button', { id: 'back_button', type: 'button', 'data-testid': 'give-back' }, WORDS.back));
  const facts = make('dl', {}, make('dt', {}, WORDS.summary), make('dd', { id: 'summary' }), make('dt', {}, WORDS.feeling), make('dd', {}, make('ol', { id: 'feelings', 'data-testid': 'feelings' })));
  const log = make('ol', { id: 'log', role: 'log', 'aria-live': 'polite', tabindex: '0', 'data-testid': 'log' });
  const fields = make('section', { id: 'fields', hidden: '' });
  const text = make('textarea', { id: 'text', rows: '2', maxlength: '500', autocomplete: 'off', 'aria-label': WORDS.type, placeholder: WORDS.type, 'data-testid': 'text' });
  const say = make('form', { id: 'say' }, text, make('button', { type: 'submit', class: 'main' }, WORDS.send));
  const call = make('section', { id: 'call', hidden: '' }, head, facts, make('div', { class: 'middle' }, log, fields), say);
  const main = make('main', {}, make('p', { id: 'notice', role: 'alert', hidden: '' }), call, make('p', { id: 'none' }, WORDS.choose));
  return make('div', { id: 'desk', hidden: '' }, header, queue, main);
}
