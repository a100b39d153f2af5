// The kiosk's screens: attract, talk and bye, one at a time, and the countdown over them.

import { button, make, nameButton, svgElement } from '../shared/dom.js';
import { showForm } from '../shared/form.js';
import { Transcript } from '../shared/transcript.js';

const SCREENS = ['attract', 'talk', 'bye'];

/** Builds everything into `root`; the view's fields are the elements by id. `passages` lies over the talk screen. */
export class View {
  constructor(root, passages, pad) {
    root.append(attract(), talk(passages, pad), bye(), countdown());
    for (const element of root.querySelectorAll('[id]')) this[element.id] = element;
    this.pad = pad; // not the element of that id
    this.transcript = new Transcript(this.log);
  }

  /** Shows one screen. */
  screen(name) {
    for (const id of SCREENS) this[id].hidden = id !== name;
    this.showCountdown(null);
    this.shown = name;
  }

  translate(words, language) {
    document.documentElement.lang = language;
    for (const id of ['attract_1', 'attract_2', 'attract_3', 'attract_label', 'still_there', 'still_note', 'bye_title', 'bye_note']) {
      this[id].textContent = words[id === 'bye_title' ? 'bye' : id];
    }
    for (const id of ['hold', 'stop', 'person', 'photo', 'pen', 'send', 'done']) nameButton(this[id], words[id]);
    this.pad.translate(words);
    this.auto.textContent = words.auto;
    this.here.textContent = words.here;
    this.label.textContent = words.label;
    this.lang.textContent = words.language;
    this.lang.setAttribute('aria-label', words.language_hint);
    this.log.setAttribute('aria-label', words.log);
    this.face.setAttribute('aria-label', words.face);
    this.text.placeholder = words.type;
    this.text.setAttribute('aria-label', words.type);
  }

  showTalk({ held, manual, line }, words) {
    this.hold.setAttribute('aria-pressed', String(held));
    this.hold.disabled = !manual || line !== 'open';
    nameButton(this.hold, held ? words.holding : words.hold);
    this.auto.setAttribute('aria-checked', String(!manual));
  }

  showStatus(text, activity) {
    this.talk.dataset.activity = activity;
    this.status.textContent = text;
  }

  /** A message with an optional button; null takes it away. */
  showNotice(text, action, onAction) {
    this.notice.hidden = !text;
    this['notice-text'].textContent = text ?? '';
    this.action.hidden = !action;
    this.action.textContent = action ?? '';
    this.action.onclick = onAction ?? null;
  }

  showBanner(text) {
    this.banner.hidden = !text;
    this.banner.textContent = text;
  }

  showForm(form, words) {
    showForm(this.fields, form, words);
  }

  /** `left`: seconds, or null where nobody counts. */
  showCountdown(left) {
    const counts = left !== null;
    this.left.textContent = counts ? String(left) : '';
    if (this.countdown.hidden === !counts) return;
    this.countdown.hidden = !counts;
    this.talk.inert = counts;
    if (counts) this.here.focus();
    else if (this.shown === 'talk') this.hold.focus();
  }

  /** What lies under the passage cannot be reached by key or reader while it is open. */
  cover(on) {
    for (const part of this.talk.children) if (part.id !== 'passage') part.inert = on;
  }
}

function attract() {
  const face = svgElement('svg', { id: 'attract_face', 'aria-hidden': 'true' });
  const lines = ['attract_1', 'attract_2', 'attract_3'].map((id) => make('span', { id }));
  return make('button', { id: 'attract', type: 'button', 'data-testid': 'attract' }, face, ...lines, make('span', { id: 'attract_label' }));
}

function talk(passages, pad) {
  const lang = make('button', { id: 'lang', type: 'button', 'data-testid': 'lang' });
  const header = make('header', {}, make('span', { id: 'label' }), lang, button('done', 'done'));
  const face = svgElement('svg', { id: 'face', 'data-testid': 'face', role: 'img' });
  const stage = make('div', { class: 'stage' }, face, make('p', { id: 'status', role: 'status', 'data-testid': 'status' }));
  const banner = make('p', { id: 'banner', role: 'note', hidden: '', 'data-testid': 'banner' });
  const notice = make('div', { id: 'notice', role: 'alert', hidden: '' }, make('span', { id: 'notice-text' }), make('button', { id: 'action', type: 'button' }));
  const log = make('ol', { id: 'log', role: 'log', 'aria-live': 'polite', tabindex: '0', 'data-testid': 'log' });
  const fields = make('section', { id: 'fields', hidden: '', tabindex: '0', 'aria-live': 'polite' });
  const options = make('div', { id: 'options', role: 'group', hidden: '' });
  const said = make('div', { class: 'said-side' }, banner, notice, log, fields, options);
  const auto = make('button', { id: 'auto', type: 'button', role: 'switch', 'aria-checked': 'false', 'data-testid': 'auto' });
  const buttons = make('div', { class: 'buttons' }, auto, button('stop', 'stop'), button('photo', 'camera'), button('person', 'person'));
  const file = make('input', { id: 'file', type: 'file', accept: 'image/*', capture: 'environment', hidden: '', 'data-testid': 'file' });
  const text = make('input', { id: 'text', autocomplete: 'off', maxlength: '500', enterkeyhint: 'send', 'data-testid': 'text' });
  const form = make('form', { id: 'form', autocomplete: 'off' }, file, button('pen', 'pen'), text, button('send', 'send'));
  form.querySelector('#send').type = 'submit';
  const controls = make('footer', {}, button('hold', 'mic'), buttons, form);
  return make('main', { id: 'talk', hidden: '' }, header, stage, said, controls, passages.element, pad.element);
}

function bye() {
  return make('section', { id: 'bye', role: 'status', hidden: '' }, make('h1', { id: 'bye_title' }), make('p', { id: 'bye_note' }));
}

function countdown() {
  const here = make('button', { id: 'here', type: 'button', 'data-testid': 'here' });
  const card = make('div', { class: 'card' }, make('h1', { id: 'still_there' }), make('p', { id: 'left', 'data-testid': 'left' }), make('p', { id: 'still_note' }), here);
  return make('div', { id: 'countdown', role: 'alertdialog', 'aria-labelledby': 'still_there', hidden: '' }, card);
}
