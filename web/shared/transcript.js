// The conversation as a list on the page, kept in line with the captions.

import { make } from './dom.js';

const NEAR_PX = 120; // of the end: the list follows what is new

export class Transcript {
  /** `list`: an empty <ol> that scrolls. */
  constructor(list) {
    this.list = list;
    this.rows = new Map();
  }

  /** Brings one entry, or all of them where `id` is "*", in line with the captions. */
  show(captions, id, words, onCitation) {
    if (id === '*') {
      this.clear();
      for (const entry of captions.entries) this.show(captions, entry.id, words, onCitation);
      return;
    }
    const entry = captions.find(id);
    if (!entry) return this.remove(id);
    const near = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_PX;
    fill(this.rows.get(id) ?? this.row(id), entry, words, onCitation);
    if (near) this.list.scrollTop = this.list.scrollHeight;
  }

  row(id) {
    const row = make('li', {}, make('span', { class: 'who' }), make('p', { class: 'said' }), make('div', { class: 'sources' }));
    this.rows.set(id, row);
    this.list.append(row);
    return row;
  }

  remove(id) {
    this.rows.get(id)?.remove();
    this.rows.delete(id);
  }

  clear() {
    for (const id of [...this.rows.keys()]) this.remove(id);
  }
}

function fill(row, entry, words, onCitation) {
  const [who, said, sources] = row.children;
  const spoken = entry.role !== 'user' || entry.final;
  row.className = `${entry.role}${spoken ? '' : ' partial'}${entry.person ? ' person' : ''}`;
  row.setAttribute('aria-live', spoken ? 'polite' : 'off'); // a reader waits for the final words
  who.textContent = { user: words.you, assistant: entry.person ? words.staff : words.desk }[entry.role] ?? '';
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
