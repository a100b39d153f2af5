// <voice-desk>: joins the connection, the microphone, the voice, the face and the captions.

import { Captions } from './captions.js';
import { Client } from './client.js';
import { EVENTS } from './events.js';
import { Face } from './face.js';
import { debugOf, relay, tellPage } from './hook.js';
import { Lips } from './lips.js';
import { Mic } from './mic.js';
import { Passages } from './passages.js';
import { Player } from './player.js';
import { LANGUAGES, texts } from './texts.js';
import { Typing } from './typing.js';
import { make, View } from './view.js';

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
    this.language = LANGUAGES.includes(this.dataset.lang) ? this.dataset.lang : LANGUAGES[0];
    this.words = texts(this.language);
    this.captions = new Captions();
    this.notices = [];
    this.session = {};
    this.view = new View(root);
    this.typing = new Typing(this.view.text);
    this.passages = new Passages(this.view, this.server);
    this.player = new Player({
      onPlayed: (item_id, ms) => this.played(item_id, ms),
      onChange: () => this.refresh(),
    });
    this.lips = new Lips(this.player);
    this.face = new Face(this.view.face, () => this.lips.shape());
    this.mic = new Mic({
      onChunk: (audio) => this.client.send({ type: 'input_audio_buffer.append', audio }),
      onState: (state, code) => this.micChanged(state, code),
    });
    this.client = new Client({
      server: this.server,
      secretUrl: this.dataset.secretUrl,
      onEvent: (event) => this.take(event),
      onState: (state, why) => this.lineChanged(state, why),
      isOwed: () => this.thinking || this.hearing || this.player.playing || Boolean(this.mic.stream),
    });
    this.listen();
    this.translate();
    if ('open' in this.dataset) this.open();
  }

  listen() {
    const view = this.view;
    view.open.onclick = () => this.open(true);
    view.close.onclick = () => this.close();
    view.mic.onclick = () => this.toggleMic();
    view.mute.onclick = () => this.mic.mute(!this.mic.muted);
    view.stop.onclick = () => this.stopReply();
    view.person.onclick = () => this.client.send({ type: 'desk.person' });
    view.lang.onclick = () => this.switchLanguage();
    view.back.onclick = () => this.passages.close();
    view.form.onsubmit = (event) => {
      event.preventDefault();
      this.sendText();
    };
    view.panel.onkeydown = (event) => {
      if (event.key !== 'Escape' || event.isComposing) return; // an input method has an Escape of its own
      if (view.passage.hidden) this.close();
      else this.passages.close();
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
    this.lips.load(new URL('../shared/visemes.json', import.meta.url)).then((there) => there || this.note('no_visemes'));
    this.client.connect();
    const trouble = await this.player.open();
    if (trouble) this.tell(trouble, trouble === 'autoplay' ? 'hear' : '', () => this.unlock());
  }

  close() {
    this.player.stop();
    this.face.pause();
    this.mic.stop();
    this.client.close();
    this.view.panel.hidden = true;
    this.view.open.hidden = false;
    this.view.open.focus();
  }

  /** Any tap or key in the panel allows sound, where the browser waited for one. */
  async unlock() {
    if (!this.player.audible) await this.player.unlock();
    this.refresh();
  }

  // ---- the connection ----
  lineChanged(state, why) {
    this.note(`line:${state}${why && ` ${why}`}`);
    tellPage(this, 'state', { state, why });
    if (state !== 'open' && this.typing.giveBack()) this.note('given_back');
    if (state === 'closed') {
      this.player.stop();
      this.mic.stop();
      if (why !== 'by_customer') this.tell(why, 'again', () => this.client.connect());
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

  take(event) {
    const changed = this.captions.take(event);
    if (changed) this.show(changed);
    EVENTS[event.type]?.(this, event);
    relay(this, event);
  }

  begin(event) {
    this.session = event;
    this.thinking = this.hearing = false; // whatever ran on an earlier connection
    if (this.language !== LANGUAGES[0]) this.client.send({ type: 'desk.language', language: this.language });
    if (!event.resumed) this.client.send({ type: 'response.create' }); // the desk greets first
  }

  finished({ response }) {
    this.thinking = false;
    if (response.status === 'cancelled') this.silence();
    if (response.status === 'failed') this.tell('engine_failed');
    this.refresh();
  }

  failed({ error }) {
    this.note(`error:${error.code}`);
    if (!QUIET_ERRORS.includes(error.code) && this.words[error.code]) this.tell(error.code);
  }

  announce({ code, text }) {
    if (text || this.words[code]) this.tell(code, '', null, text);
    else this.note(code);
  }

  handOver({ reference }) {
    const text = `${this.words.handover}（${this.words.reference} ${reference}）`;
    this.show(this.captions.add(`handover ${reference}`, 'note', text));
  }

  // ---- speaking and being interrupted ----
  /** Quiet at once, mouth and voice, and the desk is told what was heard. */
  silence() {
    const heard = this.player.stop();
    this.face.hush();
    if (!heard) return;
    this.show(this.captions.cut(heard.item));
    tellPage(this, 'stopped', { item_id: heard.item, ms: Math.floor(heard.ms) });
    this.client.send({ type: 'conversation.item.truncate', item_id: heard.item, content_index: 0, audio_end_ms: Math.floor(heard.ms) });
  }

  stopReply() {
    if (this.thinking || this.player.playing) this.client.send({ type: 'response.cancel' });
    this.silence();
  }

  heardSpeech(on) {
    this.hearing = on;
    this.thinking = !on;
    if (on) this.silence();
    this.refresh();
  }

  sendText() {
    const text = this.typing.text;
    if (!text) return;
    if (!this.client.isOpen) return this.tell('not_sent');
    this.stopReply();
    const content = [{ type: 'input_text', text }];
    this.client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    this.client.send({ type: 'response.create' });
    this.typing.sent();
    this.thinking = true;
    this.refresh();
  }

  /** A cough or a door: nothing follows. */
  heardNothing() {
    this.thinking = false;
    this.refresh();
  }

  played(item_id, ms) {
    this.client.send({ type: 'desk.played', item_id, ms });
    tellPage(this, 'played', { item_id, ms });
  }

  // ---- the microphone ----
  async toggleMic() {
    if (this.mic.stream || this.mic.state === 'starting') return this.mic.stop();
    if (this.client.state === 'closed') this.client.connect();
    await this.mic.start();
  }

  micChanged(state, code) {
    tellPage(this, 'mic', { state, code });
    if (code) this.tell(code, state === 'failed' ? 'retry' : '', () => this.mic.start());
    else if (state === 'live' && MIC_TROUBLE.includes(this.shown)) this.tell('');
    this.refresh();
  }

  // ---- the page ----
  switchLanguage() {
    this.language = LANGUAGES[(LANGUAGES.indexOf(this.language) + 1) % LANGUAGES.length];
    this.words = texts(this.language);
    this.client.send({ type: 'desk.language', language: this.language });
    this.translate();
  }

  translate() {
    this.view.panel.lang = this.language;
    this.view.translate(this.words);
    this.show('*');
    if (this.shown) this.tell(this.shown, this.action, this.onAction);
    this.refresh();
  }

  refresh() {
    const words = this.words;
    if (this.shown === 'autoplay' && this.player.audible) this.tell('');
    this.view.showMic(this.mic.state, words);
    this.view.stop.disabled = !this.player.playing && !this.thinking;
    this.view.person.disabled = !this.client.isOpen;
    this.face.activity = this.activity();
    this.view.showStatus(this.client.state, this.face.activity, this.mic.state, words);
  }

  activity() {
    if (this.player.playing && this.player.audible) return 'speaking';
    if (this.hearing) return 'listening';
    return this.thinking ? 'thinking' : 'idle';
  }

  show(id) {
    this.view.showEntry(this.captions, id, this.words, (citation, chip) => this.passages.open(citation, chip, this.words));
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
    return debugOf(this);
  }

  resetMouthMax() {
    this.face.mouthMax = 0;
  }
}

const MIC_TROUBLE = ['no_microphone', 'mic_refused', 'mic_dead', 'mic_silent', 'host_frame', 'insecure', 'no_capture'];
if (!customElements.get('voice-desk')) customElements.define('voice-desk', VoiceDesk);
