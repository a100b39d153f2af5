// <voice-desk>: joins the connection, the microphone, the voice, the face and the captions.

import { Conversation } from '../shared/conversation.js';
import { make } from '../shared/dom.js';
import { Face } from '../shared/face.js';
import { Passages } from '../shared/passages.js';
import { photograph } from '../shared/photo.js';
import { statusText } from '../shared/status.js';
import { LANGUAGES, texts } from '../shared/texts.js';
import { Typing } from '../shared/typing.js';
import { debugOf, relay, tellPage } from './hook.js';
import { View } from './view.js';

const NOTICES_KEPT = 50;
const QUIET_ERRORS = ['item_not_found', 'invalid_value', 'response_cancel_not_active']; // races that heal themselves
const RESUMED_SHOWN_MS = 4000;

class VoiceDesk extends HTMLElement {
  connectedCallback() {
    if (this.view) return;
    const root = this.attachShadow({ mode: 'open' });
    const sheet = make('link', { rel: 'stylesheet', href: new URL('style.css', import.meta.url).href });
    this.style.visibility = 'hidden'; // until it has its looks
    sheet.onload = sheet.onerror = () => (this.style.visibility = '');
    root.append(sheet);
    this.server = new URL(this.dataset.server || '/', location.href).origin;
    this.notices = [];
    this.marks = 0;
    this.form = null;
    this.passages = new Passages(this.server, (on) => this.view.cover(on));
    this.view = new View(root, this.passages);
    this.typing = new Typing(this.view.text);
    this.talk = new Conversation(this, { server: this.server, secretUrl: this.dataset.secretUrl, channel: 'web' });
    this.setLanguage(LANGUAGES.includes(this.dataset.lang) ? this.dataset.lang : LANGUAGES[0]);
    this.face = new Face(this.view.face, () => this.talk.lips.shape());
    this.listen();
    this.translate();
    if ('open' in this.dataset) this.open();
  }

  listen() {
    const view = this.view;
    view.open.onclick = () => this.open(true);
    view.close.onclick = () => this.close();
    view.mic.onclick = () => this.toggleMic();
    view.mute.onclick = () => this.talk.mic.mute(!this.talk.mic.muted);
    view.stop.onclick = () => this.talk.stopReply();
    view.person.onclick = () => this.talk.client.send({ type: 'desk.person' });
    view.lang.onclick = () => this.switchLanguage();
    view.photo.onclick = () => view.file.click();
    view.file.onchange = () => this.sendPhoto(view.file.files[0]);
    view.form.onsubmit = (event) => {
      event.preventDefault();
      this.sendText();
    };
    view.panel.onkeydown = (event) => {
      if (event.key !== 'Escape' || event.isComposing) return; // an input method has an Escape of its own
      if (this.passages.isOpen) this.passages.close();
      else this.close();
    };
    this.shadowRoot.addEventListener('pointerdown', () => this.unlock());
    this.shadowRoot.addEventListener('keydown', () => this.unlock());
  }

  // ---- opening and closing ----
  async open(byTap = false) {
    this.view.panel.hidden = false;
    this.view.open.hidden = true;
    this.face.start();
    if (byTap) this.view.mic.focus();
    this.talk.lips.load(new URL('../shared/visemes.json', import.meta.url)).then((there) => there || this.note('no_visemes'));
    this.talk.client.connect();
    const trouble = await this.talk.player.open();
    if (trouble) this.tell(trouble, trouble === 'autoplay' ? 'hear' : '', () => this.unlock());
  }

  close() {
    this.face.pause();
    this.talk.end();
    this.view.panel.hidden = true;
    this.view.open.hidden = false;
    this.view.open.focus();
  }

  /** Any tap or key in the panel allows sound, where the browser waited for one. */
  async unlock() {
    if (!this.talk.player.audible) await this.talk.player.unlock();
    this.refresh();
  }

  // ---- the connection ----
  line(state, why) {
    this.note(`line:${state}${why && ` ${why}`}`);
    tellPage(this, 'state', { state, why });
    if (state !== 'open' && this.typing.giveBack()) this.note('given_back');
    if (state === 'closed') {
      this.talk.player.stop();
      this.talk.mic.stop();
      if (why !== 'by_customer') this.tell(why, 'again', () => this.talk.client.connect());
    }
    const trouble = { busy: 'server_busy', lost: 'lost' }[why];
    if (trouble && this.shown !== trouble) this.tell(trouble); // the desk's own words for it stay
    if (state === 'open') this.opened(why);
    this.refresh();
  }

  opened(why) {
    if (['lost', 'server_busy', 'taken_over', 'ended'].includes(this.shown)) this.tell('');
    if (why !== 'resumed') return;
    this.tell('resumed');
    setTimeout(() => this.shown === 'resumed' && this.tell(''), RESUMED_SHOWN_MS);
  }

  event(event) {
    EVENTS[event.type]?.(this, event);
    relay(this, event);
  }

  failed({ error }) {
    this.note(`error:${error.code}`);
    if (!QUIET_ERRORS.includes(error.code) && this.words[error.code]) this.tell(error.code);
  }

  announce({ code, text }) {
    if (code === 'notice') return this.view.showBanner(text);
    if (code.startsWith('person_')) return this.mark(code, text || this.words[code]);
    if (text || this.words[code]) this.tell(code, '', null, text);
    else this.note(code);
  }

  handOver({ reference }) {
    this.mark('handover', `${this.words.handover}（${this.words.reference} ${reference}）`);
  }

  /** A line of the page's own among what was said. */
  mark(id, text) {
    this.show(this.talk.captions.add(`${id} ${++this.marks}`, 'note', text));
  }

  showForm(form) {
    this.form = form;
    this.view.showForm(form, this.words);
  }

  // ---- speaking, typing, showing ----
  silenced(heard) {
    this.face.hush();
    if (heard) tellPage(this, 'stopped', { item_id: heard.item, ms: Math.floor(heard.ms) });
  }

  played(item_id, ms) {
    tellPage(this, 'played', { item_id, ms });
  }

  sendText() {
    const text = this.typing.text;
    if (!text) return;
    if (!this.talk.sendText(text)) return this.tell('not_sent');
    this.typing.sent();
  }

  async sendPhoto(file) {
    if (!file) return;
    this.view.file.value = ''; // the same photo may be chosen again
    const image = await photograph(file).catch(() => null);
    if (!image) return this.tell('photo_unreadable');
    if (!this.talk.sendPhoto(image)) return this.tell('not_sent');
    this.mark('photo', this.words.photo_sent);
  }

  // ---- the microphone ----
  async toggleMic() {
    const { mic, client } = this.talk;
    if (mic.stream || mic.state === 'starting') return mic.stop();
    if (client.state === 'closed') client.connect();
    await mic.start();
  }

  sound(state, code) {
    tellPage(this, 'mic', { state, code });
    if (code) this.tell(code, state === 'failed' ? 'retry' : '', () => this.talk.mic.start());
    else if (state === 'live' && MIC_TROUBLE.includes(this.shown)) this.tell('');
    this.refresh();
  }

  // ---- the page ----
  switchLanguage() {
    this.setLanguage(LANGUAGES[(LANGUAGES.indexOf(this.language) + 1) % LANGUAGES.length]);
    this.talk.client.send({ type: 'desk.language', language: this.language });
    this.translate();
  }

  setLanguage(language) {
    this.language = language;
    this.words = texts(language);
    this.talk.language = language === LANGUAGES[0] ? '' : language; // told at every new connection
  }

  translate() {
    this.view.panel.lang = this.language;
    this.view.translate(this.words);
    this.passages.translate(this.words);
    this.view.showForm(this.form, this.words);
    this.show('*');
    if (this.shown) this.tell(this.shown, this.action, this.onAction);
    this.refresh();
  }

  refresh() {
    const { talk, words } = this;
    if (this.shown === 'autoplay' && talk.player.audible) this.tell('');
    this.view.showMic(talk.mic.state, words);
    this.view.stop.disabled = !talk.player.playing && !talk.thinking;
    this.view.person.disabled = this.view.photo.disabled = !talk.client.isOpen;
    this.face.activity = talk.activity;
    const how = { line: talk.client.state, activity: talk.activity, mic: talk.mic.state, withPerson: talk.withPerson };
    this.view.showStatus(statusText(how, words, words.ready), talk.activity);
  }

  show(id) {
    this.view.transcript.show(this.talk.captions, id, this.words, (citation, chip) => this.passages.open(citation, chip, this.words));
  }

  /** Shows a text by its code; "" takes the message away. `own`: words of the desk instead of ours. */
  tell(code, action = '', onAction = null, own = '') {
    Object.assign(this, { shown: code, action, onAction });
    if (code) this.note(code);
    this.view.showNotice(code ? own || this.words[code] : null, this.words[action], onAction);
  }

  note(code) {
    this.notices.push(code);
    if (this.notices.length > NOTICES_KEPT) this.notices.shift();
  }

  // ---- for tests ----
  get debug() {
    return debugOf({ ...this.talk, face: this.face, notices: this.notices });
  }

  resetMouthMax() {
    this.face.mouthMax = 0;
  }
}

// What the events mean to the panel, after the conversation took them.
const EVENTS = {
  'conversation.item.added': (desk, { item }) => item.role === 'user' && desk.typing.arrived(),
  'desk.resume': (desk, { items }) => desk.typing.resumed(items),
  'desk.emotion': (desk, { label }) => desk.face.setMood(label),
  'desk.notice': (desk, event) => desk.announce(event),
  'desk.handover': (desk, event) => desk.handOver(event),
  'desk.form': (desk, event) => desk.showForm(event),
  error: (desk, event) => desk.failed(event),
};
const MIC_TROUBLE = ['no_microphone', 'mic_refused', 'mic_dead', 'mic_silent', 'host_frame', 'insecure', 'no_capture'];
if (!customElements.get('voice-desk')) customElements.define('voice-desk', VoiceDesk);
