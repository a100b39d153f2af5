// The conversation as a list on the page, kept in line with the captions.

import { make } from './dom.js';

const VERDICTS = ['helpful', 'wrong'];
const NEAR_PX = 120; // of the end: the list follows what is new

export class Transcript {
  /** `list`: an empty <ol> that scrolls. */
  constructor(list) {
    this.list = list;
    this.rows = new Map();
  }

  /** Brings one entry, or all of them where `id` is "*", in line with the captions. `onVerdict(id, verdict)`: the customer
   *  judged an answer; without it nobody is asked. */
  show(captions, id, words, onCitation, onVerdict) {
    if (id === '*') {
      this.clear();
      for (const entry of captions.entries) this.show(captions, entry.id, words, onCitation, onVerdict);
      return;
    }
    const entry = captions.find(id);
    if (!entry) return this.remove(id);
    const near = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_PX;
    fill(this.rows.get(id) ?? this.row(id), entry, words, onCitation, onVerdict);
    if (near) this.list.scrollTop = this.list.scrollHeight;
  }

  row(id) {
    const row = make('li', {}, make('span', { class: 'who' }), make('p', { class: 'said' }), make('div', { class: 'sources' }), make('div', { class: 'verdicts' }));
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

function fill(row, entry, words, onCitation, onVerdict) {
  const [who, said, sources, verdicts] = row.children;
  const spoken = entry.role !== 'user' || entry.final;
  row.className = `${entry.role}${spoken ? '' : ' partial'}${entry.person ? ' person' : ''}`;
  row.setAttribute('aria-live', spoken ? 'polite' : 'off'); // a reader waits for the final words
  who.textContent = { user: words.you, assistant: entry.person ? words.staff : words.desk }[entry.role] ?? '';
  said.textContent = entry.text + (entry.cut ? words.cut : '');
  if (sources.childElementCount !== entry.citations.length) sources.replaceChildren(...entry.citations.map((citation) => chip(citation, words, onCitation)));
  if (onVerdict) judge(verdicts, entry, words, onVerdict);
}

/** Beside an answer with a source: helpful or wrong? */
function judge(verdicts, entry, words, onVerdict) {
  const asked = entry.role === 'assistant' && !entry.person && entry.citations.length > 0;
  if (asked !== verdicts.childElementCount > 0) verdicts.replaceChildren(...(asked ? VERDICTS.map((verdict) => verdictButton(verdict, entry.id, words, onVerdict)) : []));
  verdicts.setAttribute('role', 'group');
  verdicts.setAttribute('aria-label', words.judge);
  for (const button of verdicts.children) button.setAttribute('aria-pressed', String(button.dataset.verdict === entry.verdict));
}

function verdictButton(verdict, id, words, onVerdict) {
  const button = make('button', { type: 'button', class: 'verdict', 'data-verdict': verdict, 'data-testid': verdict, title: words.judge_note }, words[verdict]);
  button.onclick = () => onVerdict(id, verdict);
  return button;
}

function chip(citation, words, onCitation) {
  const chip = make('button', { type: 'button', class: 'citation', 'data-testid': 'citation', 'aria-label': `${words.source}：${citation.title}` }, citation.title);
  chip.title = citation.quote;
  chip.onclick = () => onCitation(citation, chip);
  return chip;
}
