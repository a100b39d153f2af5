// What a citation opens: the very passage, over the conversation.

import { button, make, nameButton } from './dom.js';

export class Passages {
  /** `cover(on)`: what lies under the passage can no longer be reached by key or reader, or can again. `leave`: whether the
   *  whole document may be opened in a tab of its own, which a kiosk does not want. */
  constructor(server, cover, leave = false) {
    this.server = server;
    this.cover = cover;
    this.back = button('back', 'close');
    this.title = make('h2', { id: 'passage-title' });
    this.text = make('p', { id: 'passage-text' });
    this.anchor = make('p', { id: 'passage-anchor' });
    this.whole = make('a', { id: 'passage-whole', target: '_blank', rel: 'noopener', hidden: '' });
    this.leave = leave;
    const attributes = { id: 'passage', role: 'dialog', hidden: '', tabindex: '-1', 'aria-labelledby': 'passage-title', 'data-testid': 'passage' };
    this.element = make('section', attributes, this.back, this.title, this.text, this.anchor, this.whole);
    this.back.onclick = () => this.close();
  }

  get isOpen() {
    return !this.element.hidden;
  }

  translate(words) {
    nameButton(this.back, words.passage_close);
    this.whole.textContent = words.passage_whole ?? '';
  }

  /** `chip`: the button that was used; it gets the focus back. Without an answer the quote itself is shown. */
  async open(citation, chip, words) {
    this.chip = chip;
    try {
      const answer = await fetch(new URL(`/v1/passages/${encodeURIComponent(citation.id)}`, this.server));
      if (!answer.ok) throw new Error(`passage: HTTP ${answer.status}`);
      const { title, text, anchor, href } = await answer.json();
      this.show(title, text, anchor, citation.quote, href);
    } catch {
      this.show(citation.title, `${citation.quote}\n\n${words.passage_missing}`, citation.anchor, citation.quote);
    }
  }

  /** `quote`: what the answer rests on, marked where it stands in the text. */
  show(title, text, anchor, quote, href = '') {
    this.title.textContent = title;
    this.text.replaceChildren(...marked(text, quote));
    this.anchor.textContent = anchor;
    this.whole.hidden = !this.leave || !href;
    if (href) this.whole.href = new URL(href, this.server).href;
    this.element.hidden = false;
    this.cover(true);
    this.element.scrollTop = 0;
    this.back.focus();
  }

  /** Nothing of what was read stays. */
  clear() {
    for (const element of [this.title, this.text, this.anchor]) element.textContent = '';
    this.chip = null;
  }

  close() {
    this.element.hidden = true;
    this.cover(false);
    this.chip?.focus();
  }
}

/** `text` in parts, with a <mark> where the quote stands; the passage may have line breaks that the quote has not. */
function marked(text, quote) {
  const letters = [...(quote ?? '').replace(/\s/g, '')].map((letter) => letter.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&'));
  const found = letters.length ? new RegExp(letters.join('\\s*'), 'u').exec(text) : null;
  if (!found) return [text];
  return [text.slice(0, found.index), make('mark', {}, found[0]), text.slice(found.index + found[0].length)];
}
