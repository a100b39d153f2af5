// The staff page: who waits, one call, and a box whose text the desk speaks to the caller.

import { make } from '../shared/dom.js';
import { showForm } from '../shared/form.js';
import { Passages } from '../shared/passages.js';
import { Transcript } from '../shared/transcript.js';
import { Call } from './call.js';
import { Line } from './line.js';
import { View } from './view.js';
import { WORDS, waited } from './words.js';

const STORED = 'voice-desk staff key'; // in this tab only

class StaffPage {
  constructor(root) {
    this.passages = new Passages(location.origin, (on) => (this.view.desk.inert = on));
    this.passages.translate({ passage_close: '返回' });
    this.view = new View(root, this.passages.element);
    this.transcript = new Transcript(this.view.log);
    this.line = new Line({ onEvent: (event) => this.take(event), onState: (state) => this.stateChanged(state) });
    this.waiting = [];
    this.call = null;
    this.listen();
    this.refresh();
    setInterval(() => this.showWaiting(), 1000);
    const key = recall();
    if (key) this.line.connect(key);
  }

  listen() {
    const { view } = this;
    view.door.onsubmit = (event) => {
      event.preventDefault();
      if (view.key.value.trim()) this.line.connect(view.key.value.trim());
    };
    view.say.onsubmit = (event) => {
      event.preventDefault();
      this.say();
    };
    view.text.onkeydown = (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return; // an input method has an Enter of its own
      event.preventDefault();
      this.say();
    };
    view.back_button.onclick = () => this.line.send({ type: 'staff.back' });
    addEventListener('keydown', (event) => event.key === 'Escape' && this.passages.isOpen && this.passages.close());
  }

  stateChanged(state) {
    this.state = state;
    if (state === 'open') remember(this.line.key);
    if (state === 'unauthorized') remember(null);
    if (state !== 'open' && this.call) this.leave(WORDS.lost); // the desk has put the caller back into the queue
    if (state === 'open') this.tell('');
    this.view.showDoor(state === 'open' || state === 'lost' ? '' : (WORDS[state] ?? ''), state);
    this.refresh();
  }

  take(event) {
    HANDLERS[event.type]?.(this, event);
    if (!this.call) return;
    const changed = this.call.take(event);
    if (changed) this.show(changed);
    this.refresh();
  }

  join(id) {
    this.tell('');
    this.line.send({ type: 'staff.open', session_id: id });
  }

  began(event) {
    this.call = new Call(event);
    this.tell('');
    this.show('*');
    this.refresh();
    this.view.text.focus();
  }

  leave(text) {
    this.call = null;
    this.passages.close();
    this.transcript.clear();
    this.view.text.value = '';
    this.tell(text);
    this.refresh();
  }

  say() {
    const text = this.view.text.value.trim();
    if (!text || !this.call) return;
    if (!this.line.send({ type: 'staff.say', text })) return this.tell(WORDS.too_fast);
    this.view.text.value = '';
    this.tell('');
  }

  // ---- what is shown ----
  show(id) {
    this.transcript.show(this.call, id, WORDS, (citation, chip) => this.passages.open(citation, chip, { passage_missing: '' }));
  }

  showWaiting() {
    const now = Date.now() / 1000;
    this.view.showWaiting(this.waiting, (call) => waited(call.since, now), Boolean(this.call), (id) => this.join(id));
  }

  refresh() {
    this.showWaiting();
    this.view.showCall(this.call);
    showForm(this.view.fields, this.call?.form ?? null, WORDS);
  }

  tell(text) {
    this.view.notice.textContent = text;
    this.view.notice.hidden = !text;
  }
}

const HANDLERS = {
  'staff.waiting': (page, { calls }) => ((page.waiting = calls), page.showWaiting()),
  'staff.call': (page, event) => page.began(event),
  'staff.left': (page, { reason }) => page.leave(WORDS[reason] ?? ''),
  'staff.notice': (page, { code }) => code === 'line_lost' && page.tell(WORDS.line_lost),
  'staff.error': (page, { code, text }) => page.tell(WORDS[code] ?? text),
};

function recall() {
  try {
    return sessionStorage.getItem(STORED);
  } catch {
    return null; // a browser that forbids storage asks for the key again
  }
}

function remember(key) {
  try {
    if (key === null) sessionStorage.removeItem(STORED);
    else sessionStorage.setItem(STORED, key);
  } catch {
    // as above: the key stays in the page's memory alone
  }
}

window.staff = new StaffPage(document.body.appendChild(make('div', { id: 'root' })));
