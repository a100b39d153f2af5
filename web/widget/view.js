// The panel's elements: built once, then only filled.

import { button, make, nameButton, svgElement } from '../shared/dom.js';
import { showForm } from '../shared/form.js';
import { Transcript } from '../shared/transcript.js';

/** Builds everything into `root`; the view's fields are the elements by id. `passages` lies over all. */
export class View {
  constructor(root, passages, pad) {
    const face = svgElement('svg', { id: 'face', 'data-testid': 'face', role: 'img' });
    const header = make('header', {}, make('span', { id: 'label' }), make('button', { id: 'lang', type: 'button', 'data-testid': 'lang' }), button('close', 'close'));
    const stage = make('div', { class: 'stage' }, face, make('p', { id: 'status', role: 'status', 'data-testid': 'status' }));
    const notice = make('div', { id: 'notice', role: 'alert', hidden: '' }, make('span', { id: 'notice-text' }), make('button', { id: 'action', type: 'button' }));
    const log = make('ol', { id: 'log', role: 'log', 'aria-live': 'polite', tabindex: '0', 'data-testid': 'log' });
    const fields = make('section', { id: 'fields', hidden: '', tabindex: '0', 'aria-live': 'polite' });
    const options = make('div', { id: 'options', role: 'group', hidden: '' });
    const talk = make('div', { class: 'talk' }, button('mic', 'mic'), button('mute', 'mute'), button('stop', 'stop'), button('person', 'person'));
    const file = make('input', { id: 'file', type: 'file', accept: 'image/*', capture: 'environment', hidden: '', 'data-testid': 'file' });
    const text = make('input', { id: 'text', autocomplete: 'off', maxlength: '500', enterkeyhint: 'send', 'data-testid': 'text' });
    const form = make('form', { id: 'form' }, file, button('photo', 'camera'), button('pen', 'pen'), text, button('send', 'send'));
    form.querySelector('#send').type = 'submit';
    const panel = make('section', { id: 'panel', role: 'region', hidden: '' }, header, stage, notice, log, fields, options, make('footer', {}, talk, form), passages.element, pad.element);
    root.append(button('open', 'chat'), panel);
    for (const element of root.querySelectorAll('[id]')) this[element.id] = element;
    this.pad = pad; // not the element of that id
    this.transcript = new Transcript(log);
  }

  name(id, label) {
    nameButton(this[id], label);
  }

  /** Puts the fixed words in a language. `words` from shared/texts.js. */
  translate(words, language) {
    this.panel.lang = language;
    for (const id of ['open', 'close', 'stop', 'person', 'photo', 'pen', 'send']) this.name(id, words[id]);
    this.pad.translate(words);
    this.label.textContent = words.label;
    this.panel.setAttribute('aria-label', words.label);
    this.lang.textContent = words.language;
    this.lang.setAttribute('aria-label', words.language_hint);
    this.log.setAttribute('aria-label', words.log);
    this.face.setAttribute('aria-label', words.face);
    this.text.placeholder = words.type;
    this.text.setAttribute('aria-label', words.type);
  }

  showMic(state, words) {
    const on = ['live', 'muted', 'silent', 'starting'].includes(state);
    this.mic.dataset.state = state;
    this.mic.setAttribute('aria-pressed', String(on));
    this.name('mic', on ? words.mic_stop : words.mic_start);
    this.mute.disabled = !on;
    this.mute.setAttribute('aria-pressed', String(state === 'muted'));
    this.name('mute', state === 'muted' ? words.unmute : words.mute);
  }

  showStatus(text, activity) {
    this.panel.dataset.activity = activity;
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

  showForm(form, words) {
    showForm(this.fields, form, words);
  }

  /** What lies under the passage cannot be reached by key or reader while it is open. */
  cover(on) {
    for (const part of this.panel.children) if (part.id !== 'passage') part.inert = on;
  }
}
