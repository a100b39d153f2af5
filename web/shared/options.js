// What the customer may tap instead of saying it: the options of the desk's last question. Pure but for `element`.

import { make } from './dom.js';

// Whatever comes next, the question is no longer the last word.
const OVER = ['response.created', 'input_audio_buffer.speech_started', 'desk.resume', 'desk.handover'];

export class Options {
  /** `element`: empty; hidden while there is nothing to tap. `onPick(text)`: returns whether the desk was told. */
  constructor(element, onPick) {
    this.element = element;
    this.onPick = onPick;
    this.show([]);
  }

  take(event) {
    if (event.type === 'desk.options') this.show(event.options);
    else if (OVER.includes(event.type)) this.show([]);
  }

  show(options) {
    this.element.replaceChildren(...options.map((text) => this.button(text)));
    this.element.hidden = options.length === 0;
  }

  button(text) {
    const button = make('button', { type: 'button', class: 'option', 'data-testid': 'option' }, text);
    button.onclick = () => this.onPick(text) && this.show([]);
    return button;
  }
}
