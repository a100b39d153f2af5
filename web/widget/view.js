// The panel's elements: built once, then only filled. Text from outside always goes in as text, never as markup.

/** An element with attributes and children; children that are strings become text. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const ICONS = {
  mic: 'M12 15a4 4 0 0 0 4-4V6a4 4 0 0 0-8 0v5a4 4 0 0 0 4 4zm7-4a7 7 0 0 1-6 6.9V21h-2v-3.1A7 7 0 0 1 5 11h2a5 5 0 0 0 10 0z',
  mute: 'M8 6a4 4 0 0 1 8 0v4.2L8 6.9zM3.3 2.3 2 3.6l6 6V11a4 4 0 0 0 5.6 3.7l1.5 1.5A7 7 0 0 1 7 11H5a7 7 0 0 0 6 6.9V21h2v-3.1a7 7 0 0 0 3.5-1.4l3.9 3.9 1.3-1.3z',
  stop: 'M6 6h12v12H6z',
  person: 'M12 12a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zm0 2c-4.4 0-8 2.3-8 5.2V21h16v-1.8c0-2.9-3.6-5.2-8-5.2z',
  send: 'M3 20.5 21.5 12 3 3.5v6.8L15 12 3 13.7z',
  chat: 'M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z',
  close: 'm5.6 4.2 6.4 6.4 6.4-6.4 1.4 1.4-6.4 6.4 6.4 6.4-1.4 1.4-6.4-6.4-6.4 6.4-1.4-1.4 6.4-6.4-6.4-6.4z',
};

function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

function button(id, picture) {
  const label = make('span', { class: 'name' });
  return make('button', { id, type: 'button', 'data-testid': id, class: `button ${id}` }, icon(picture), label);
}

/** Builds everything into `root`; the view's fields are the elements by id. */
export class View {
  constructor(root) {
    const face = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    for (const [name, value] of [['id', 'face'], ['data-testid', 'face'], ['role', 'img']]) face.setAttribute(name, value);
    const header = make('header', {}, make('span', { id: 'label' }), make('button', { id: 'lang', type: 'button', 'data-testid': 'lang' }), button('close', 'close'));
    const stage = make('div', { class: 'stage' }, face, make('p', { id: 'status', role: 'status', 'data-testid': 'status' }));
    const notice = make('div', { id: 'notice', role: 'alert', hidden: '' }, make('span', { id: 'notice-text' }), make('button', { id: 'action', type: 'button' }));
    const log = make('ol', { id: 'log', role: 'log', 'aria-live': 'polite', tabindex: '0', 'data-testid': 'log' });
    const talk = make('div', { class: 'talk' }, button('mic', 'mic'), button('mute', 'mute'), button('stop', 'stop'), button('person', 'person'));
    const text = make('input', { id: 'text', autocomplete: 'off', maxlength: '500', enterkeyhint: 'send', 'data-testid': 'text' });
    const form = make('form', { id: 'form' }, text, button('send', 'send'));
    form.querySelector('#send').type = 'submit';
    const passage = make('section', { id: 'passage', role: 'dialog', hidden: '', tabindex: '-1', 'aria-labelledby': 'passage-title', 'data-testid': 'passage' },
      button('back', 'close'), make('h2', { id: 'passage-title' }), make('p', { id: 'passage-text' }), make('p', { id: 'passage-anchor' }));
    const panel = make('section', { id: 'panel', role: 'region', hidden: '' }, header, stage, notice, log, make('footer', {}, talk, form), passage);
    root.append(button('open', 'chat'), panel);
    for (const element of root.querySelectorAll('[id]')) this[element.id] = element;
    this.rows = new Map();
  }

  name(id, label) {
    this[id].querySelector('.name').textContent = label;
    this[id].setAttribute('aria-label', label);
    this[id].title = label;
  }

  /** Puts the fixed words in a language. `words` from texts.js. */
  translate(words) {
    for (const id of ['open', 'close', 'stop', 'person', 'send']) this.name(id, words[id]);
    this.name('back', words.passage_close);
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

  /** One line under the face: the connection's trouble first, then who speaks, then the microphone. */
  showStatus(line, activity, mic, words) {
    const trouble = { closed: words.closed, connecting: words.connecting, reconnecting: words.reconnecting }[line];
    const heard = { starting: words.mic_starting, muted: words.muted, live: words.hearing, silent: words.silent }[mic];
    this.panel.dataset.activity = activity;
    this.status.textContent = trouble ?? words[activity] ?? heard ?? words.ready;
  }

  /** A message with an optional button; null takes it away. */
  showNotice(text, action, onAction) {
    this.notice.hidden = !text;
    this['notice-text'].textContent = text ?? '';
    this.action.hidden = !action;
    this.action.textContent = action ?? '';
    this.action.onclick = onAction ?? null;
  }

  /** Brings one entry, or all of them where `id` is "*", in line with the captions. */
  showEntry(captions, id, words, onCitation) {
    if (id === '*') {
      for (const row of this.rows.values()) row.remove();
      this.rows.clear();
      for (const entry of captions.entries) this.showEntry(captions, entry.id, words, onCitation);
      return;
    }
    const entry = captions.find(id);
    let row = this.rows.get(id);
    if (!entry) {
      row?.remove();
      this.rows.delete(id);
      return;
    }
    const near = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 120;
    if (!row) {
      row = make('li', {}, make('span', { class: 'who' }), make('p', { class: 'said' }), make('div', { class: 'sources' }));
      this.rows.set(id, row);
      this.log.append(row);
    }
    fill(row, entry, words, onCitation);
    if (near) this.log.scrollTop = this.log.scrollHeight;
  }

  /** `quote`: what the answer rests on, marked where it stands in the text. */
  showPassage(title, text, anchor, quote) {
    this['passage-title'].textContent = title;
    this['passage-text'].replaceChildren(...marked(text, quote));
    this['passage-anchor'].textContent = anchor;
    this.cover(true);
    this.passage.scrollTop = 0;
    this.back.focus();
  }

  hidePassage() {
    this.cover(false);
  }

  /** What lies under the passage cannot be reached by key or reader while it is open. */
  cover(on) {
    this.passage.hidden = !on;
    for (const part of this.panel.children) if (part !== this.passage) part.inert = on;
  }
}

/** `text` in parts, with a <mark> where the quote stands; the passage may have line breaks that the quote has not. */
function marked(text, quote) {
  const letters = [...(quote ?? '').replace(/\s/g, '')].map((letter) => letter.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&'));
  const found = letters.length ? new RegExp(letters.join('\\s*'), 'u').exec(text) : null;
  if (!found) return [text];
  return [text.slice(0, found.index), make('mark', {}, found[0]), text.slice(found.index + found[0].length)];
}

function fill(row, entry, words, onCitation) {
  const [who, said, sources] = row.children;
  const spoken = entry.role !== 'user' || entry.final;
  row.className = `${entry.role}${spoken ? '' : ' partial'}`;
  row.setAttribute('aria-live', spoken ? 'polite' : 'off'); // a reader waits for the final words
  who.textContent = { user: words.you, assistant: words.desk }[entry.role] ?? '';
  said.textContent = entry.text + (entry.cut ? words.cut : '');
  if (sources.childElementCount === entry.citations.length) return;
  sources.replaceChildren(...entry.citations.map((citation) => chip(citation, words, onCitation)));
}

function chip(citation, words, onCitation) {
  const chip = make('button', { type: 'button', class: 'citation', 'data-testid': 'citation', 'aria-label': `${words.source}：${citation.title}` }, citation.title);
  chip.title = citation.quote;
  chip.onclick = () => onCitation(citation, chip);
  return chip;
}
