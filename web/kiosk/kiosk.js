// The kiosk: one customer after another on a shared screen. Nothing of one is left for the next.

import { debugOf } from '../shared/hook.js';
import { Face } from '../shared/face.js';
import { Talking } from '../shared/page.js';
import { LANGUAGES } from '../shared/texts.js';
import { Idle } from './idle.js';
import { View } from './view.js';
import { kioskTexts } from './words.js';

const TICK_MS = 250;
const BYE_MS = 4000;
const TAIL_MS = 250; // the last sound of a sentence often comes after the finger has left
const LONGEST_HOLD_MS = 60_000; // a leaning bag is no customer
const SPEECH = ['desk.caption', 'conversation.item.input_audio_transcription.completed', 'response.created', 'response.output_audio_transcript.delta'];

class Kiosk extends Talking(Object) {
  constructor(root) {
    super();
    this.ownTexts = kioskTexts;
    this.setLanguage(LANGUAGES[0]);
    this.furnish(location.origin, (passages, pad) => new View(root, passages, pad));
    this.attractFace = new Face(this.view.attract_face, () => null);
    this.listen();
    this.view.translate(this.words, this.language);
    this.attract();
    setInterval(() => this.tick(), TICK_MS);
  }

  listen() {
    const { view } = this;
    view.attract.onclick = () => this.start();
    view.bye.onclick = () => this.attract();
    view.done.onclick = () => this.finish();
    view.countdown.onclick = () => this.touched();
    view.stop.onclick = () => this.talk.stopReply();
    view.person.onclick = () => this.talk.client.send({ type: 'desk.person' });
    view.lang.onclick = () => this.nextLanguage();
    view.auto.onclick = () => this.switchAuto();
    this.listenToHold(view.hold);
    // A finger on the countdown counts when it leaves: else it would lift on what appears below.
    addEventListener('pointerdown', () => view.countdown.hidden && this.touched(), true);
    for (const kind of ['keydown', 'input']) addEventListener(kind, () => this.touched(), true);
    addEventListener('keydown', (event) => event.key === 'Escape' && this.passages.isOpen && this.passages.close());
    addEventListener('contextmenu', (event) => event.preventDefault()); // what a long press would open
    for (const kind of ['blur', 'visibilitychange']) addEventListener(kind, () => this.letGo());
    // Whatever breaks on the page must not leave one customer's words to the next.
    for (const kind of ['error', 'unhandledrejection']) addEventListener(kind, () => this.finish());
  }

  listenToHold(hold) {
    hold.onpointerdown = (event) => {
      hold.setPointerCapture(event.pointerId);
      this.hold();
    };
    for (const kind of ['pointerup', 'pointercancel', 'lostpointercapture']) hold.addEventListener(kind, () => this.letGo());
    hold.onkeydown = (event) => {
      if (![' ', 'Enter'].includes(event.key)) return;
      event.preventDefault();
      if (!event.repeat) this.hold();
    };
    hold.onkeyup = () => this.letGo();
  }

  // ---- one customer ----
  attract() {
    clearTimeout(this.leaving);
    this.view.screen('attract');
    this.attractFace.start();
    this.view.attract.focus();
  }

  start() {
    this.attractFace.pause();
    this.idle = new Idle(performance.now());
    this.converse({ channel: 'kiosk', keep: false });
    this.talk.manual = true;
    this.view.screen('talk');
    this.view.hold.focus();
    this.translate();
    this.talk.mic.mute(true); // open, so that the first word is not lost; what it hears stays on the page
    this.talk.mic.start();
    this.begin();
  }

  /** The customer is done or gone: nothing of the conversation stays on the page, in its storage or at the desk. */
  finish() {
    if (!this.talk) return;
    clearTimeout(this.tail);
    clearTimeout(this.longest);
    const { talk } = this;
    this.talk = this.idle = null;
    this.held = false;
    talk.end({ erase: true });
    this.face.pause();
    this.wipe();
    this.view.screen('bye');
    this.leaving = setTimeout(() => this.attract(), BYE_MS);
  }

  wipe() {
    const { view } = this;
    if (this.passages.isOpen) this.passages.close();
    this.passages.clear();
    view.transcript.clear();
    view.file.value = '';
    this.typing.forget();
    this.options.show([]);
    this.pad.close();
    this.showForm(null);
    this.tell('');
    view.showBanner('');
    this.notices = [];
    this.face.setMood('calm');
    this.setLanguage(LANGUAGES[0]);
    view.translate(this.words, this.language);
    sessionStorage.clear(); // the kiosk writes nothing there; a browser's extension may
    localStorage.clear();
  }

  // ---- time ----
  touched() {
    this.idle?.touch(performance.now());
    if (this.talk) this.view.showCountdown(null);
  }

  tick() {
    if (!this.talk) return;
    const { player } = this.talk;
    if (this.held || (player.playing && player.audible)) this.touched();
    const { phase, left } = this.idle.at(performance.now());
    if (phase === 'over') this.finish();
    else if (phase === 'counting') this.view.showCountdown(left);
  }

  // ---- talking ----
  hold() {
    if (!this.talk?.manual || !this.talk.client.isOpen) return;
    clearTimeout(this.tail);
    if (this.talk.mic.state === 'failed') return this.talk.mic.start();
    if (!this.talk.hearing) this.talk.press();
    this.held = true;
    this.longest = setTimeout(() => this.letGo(), LONGEST_HOLD_MS);
    this.refresh();
  }

  letGo() {
    if (!this.held) return;
    this.held = false;
    clearTimeout(this.longest);
    const { talk } = this;
    this.tail = setTimeout(() => talk.release(), TAIL_MS);
    this.refresh();
  }

  switchAuto() {
    this.letGo();
    this.talk.setManual(!this.talk.manual);
    if (this.talk.mic.state === 'failed') this.talk.mic.start();
    this.refresh();
  }

  // ---- what the conversation tells ----
  line(state, why) {
    super.line(state, why);
    if (state !== 'open') this.letGo();
    if (state === 'closed') this.finish();
  }

  event(event) {
    super.event(event);
    if (SPEECH.includes(event.type) && (event.text ?? event.transcript ?? event.delta ?? event.response)) this.touched();
  }

  tellFirst(text) {
    this.view.showBanner(text); // there is room for it to stay
  }

  refresh() {
    if (!this.talk) return;
    this.view.showTalk({ held: this.held, manual: this.talk.manual, line: this.talk.client.state }, this.words);
    super.refresh();
  }

  idleText() {
    return this.words.ready_hold;
  }

  // ---- for tests ----
  get debug() {
    const screen = this.view.shown;
    if (!this.talk) return { screen };
    return { screen, ...debugOf({ ...this.talk, face: this.face, notices: this.notices }) };
  }
}

window.kiosk = new Kiosk(document.body);
