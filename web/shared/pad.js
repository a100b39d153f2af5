// The pad that a customer writes a line on with a pen, a finger or the mouse; what the desk reads goes into the text field.

import { button, make, nameButton } from './dom.js';
import { Pen } from './pen.js';

const BUTTONS = { pad_close: 'close', pad_undo: 'undo', pad_done: 'done' };

export class Pad {
  /** `read(pen)` gives what the desk read, or throws; `taken(text)` gets it. */
  constructor(read, taken) {
    this.canvas = make('canvas', { id: 'pad_canvas', 'data-testid': 'pad_canvas' });
    this.hint = make('p', { id: 'pad_hint', role: 'status' });
    const row = make('div', { class: 'pad-buttons' }, ...Object.entries(BUTTONS).map(([id, picture]) => button(id, picture)));
    this.element = make('section', { id: 'pad', role: 'dialog', hidden: '', 'data-testid': 'pad' }, this.hint, this.canvas, row);
    [this.closing, this.undoing, this.done] = row.children;
    this.closing.onclick = () => this.close();
    this.undoing.onclick = () => this.pen.undo();
    this.done.onclick = () => this.finish(read, taken);
  }

  translate(words) {
    this.words = words;
    for (const id of Object.keys(BUTTONS)) nameButton(this.element.querySelector(`#${id}`), words[id]);
    this.element.setAttribute('aria-label', words.pen);
    this.canvas.setAttribute('aria-label', words.pad_hint);
  }

  open() {
    this.element.hidden = false;
    this.hint.textContent = this.words.pad_hint;
    this.pen ??= new Pen(this.canvas, (empty) => (this.done.disabled = empty));
    this.pen.clear();
  }

  /** What was written is gone. */
  close() {
    this.element.hidden = true;
    this.pen?.clear();
  }

  async finish(read, taken) {
    this.done.disabled = true;
    this.hint.textContent = this.words.pad_reading;
    const pen = this.pen;
    const text = await read(pen).then((line) => line.text, () => '');
    if (this.element.hidden) return; // left meanwhile
    if (text) taken(text);
    if (text) return this.close();
    this.hint.textContent = this.words.pad_unread;
    this.done.disabled = pen.strokes.empty;
  }
}
