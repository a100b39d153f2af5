// What the widget and the kiosk do alike about one conversation: show it, tell trouble, send what the customer gives.

import { Conversation } from './conversation.js';
import { Face } from './face.js';
import { Options } from './options.js';
import { Passages } from './passages.js';
import { Pad } from './pad.js';
import { photograph } from './photo.js';
import { statusText } from './status.js';
import { LANGUAGES, texts } from './texts.js';
import { Typing } from './typing.js';

const NOTICES_KEPT = 50;
const QUIET_ERRORS = ['item_not_found', 'invalid_value', 'response_cancel_not_active']; // races that heal themselves
const MIC_TROUBLE = ['no_microphone', 'mic_refused', 'mic_dead', 'mic_silent', 'host_frame', 'insecure', 'no_capture'];
const LINE_TROUBLE = ['lost', 'server_busy', 'taken_over', 'ended'];
const BRIEFLY_MS = 4000;

/** Adds it to a class, which gives `idleText()` and where it needs to more of what `Conversation` tells its page. */
export const Talking = (Base) =>
  class extends Base {
    /** Build the parts around a view, made by `makeView(passages)`, whose elements have the ids of the widget's. `leave`: as
     *  of `Passages`. */
    furnish(server, makeView, leave = false) {
      this.server = server;
      this.notices = [];
      this.marks = 0;
      this.form = null;
      this.passages = new Passages(server, (on) => this.view.cover(on), leave);
      this.pad = new Pad(async (pen) => pen.read(server, await this.talk.client.secret()), (text) => this.written(text));
      this.view = makeView(this.passages, this.pad);
      this.view.pen.onclick = () => this.pad.open();
      this.typing = new Typing(this.view.text);
      this.options = new Options(this.view.options, (text) => this.picked(text));
      this.face = new Face(this.view.face, () => this.talk?.lips.shape() ?? null);
      this.view.photo.onclick = () => this.view.file.click();
      this.view.file.onchange = () => this.sendPhoto(this.view.file.files[0]);
      this.view.form.onsubmit = (event) => {
        event.preventDefault();
        this.sendText();
      };
    }

    /** A new conversation; `options` of `Conversation`. */
    converse(options) {
      this.talk = new Conversation(this, { server: this.server, ...options });
      this.talk.language = this.language === LANGUAGES[0] ? '' : this.language;
    }

    /** Load the lips and the voice, and connect. From a tap, sound is allowed; else the notice waits for one. */
    async begin() {
      const { talk } = this;
      this.face.start();
      talk.lips.load(new URL('visemes.json', import.meta.url)).then((there) => there || this.note('no_visemes'));
      talk.client.connect();
      const trouble = await talk.player.open();
      if (trouble && this.talk === talk) this.tell(trouble, trouble === 'autoplay' ? 'hear' : '', () => this.unlock());
    }

    /** Any tap or key allows sound, where the browser waited for one. */
    async unlock() {
      if (this.talk && !this.talk.player.audible) await this.talk.player.unlock();
      this.refresh();
    }

    // ---- what the conversation tells ----
    line(state, why) {
      this.note(`line:${state}${why && ` ${why}`}`);
      if (state !== 'open' && this.typing.giveBack()) this.note('given_back');
      const trouble = { busy: 'server_busy', lost: 'lost' }[why];
      if (trouble && this.shown !== trouble) this.tell(trouble); // the desk's own words for it stay
      if (state === 'open') this.opened(why);
      this.refresh();
    }

    opened(why) {
      if (LINE_TROUBLE.includes(this.shown)) this.tell('');
      if (why === 'resumed') this.tellBriefly('resumed');
    }

    tellBriefly(code) {
      this.tell(code);
      setTimeout(() => this.shown === code && this.tell(''), BRIEFLY_MS);
    }

    event(event) {
      this.options.take(event);
      EVENTS[event.type]?.(this, event);
    }

    silenced() {
      this.face.hush();
    }

    played() {}

    sound(state, code) {
      if (code) this.tell(code, state === 'failed' ? 'retry' : '', () => this.talk.mic.start());
      else if (state === 'live' && MIC_TROUBLE.includes(this.shown)) this.tell('');
      this.refresh();
    }

    failed({ error }) {
      this.note(`error:${error.code}`);
      if (!QUIET_ERRORS.includes(error.code) && this.words[error.code]) this.tell(error.code);
    }

    announce({ code, text }) {
      if (code === 'notice') return this.tellFirst(text);
      if (code.startsWith('feedback_')) return this.tellBriefly(code);
      if (code.startsWith('person_')) return this.mark(code, text || this.words[code]);
      if (text || this.words[code]) this.tell(code, '', null, text);
      else this.note(code);
    }

    /** What a customer must know before anything else, such as that a computer speaks. */
    tellFirst(text) {
      this.mark('notice', text);
    }

    handOver({ reference }) {
      this.mark('handover', `${this.words.handover}（${this.words.reference} ${reference}）`);
    }

    /** A line of the page's own among what was said. */
    mark(id, text) {
      this.show(this.talk.captions.add(`${id} ${++this.marks}`, 'note', text));
    }

    // ---- what the customer gives ----
    sendText() {
      const text = this.typing.text;
      if (!text) return;
      if (!this.talk.sendText(text)) return this.tell('not_sent');
      this.typing.sent();
    }

    /** An option was tapped: it is sent as if it were typed. */
    picked(text) {
      const sent = this.talk.sendText(text);
      if (!sent) this.tell('not_sent');
      return sent;
    }

    judge(item_id, verdict) {
      if (!this.talk.client.send({ type: 'desk.feedback', item_id, verdict })) return this.tell('not_sent');
      this.show(this.talk.captions.judge(item_id, verdict));
    }

    async sendPhoto(file) {
      if (!file) return;
      const { talk } = this;
      const image = await photograph(file).catch(() => null);
      this.view.file.value = ''; // the same photo may be chosen again
      if (this.talk !== talk) return; // the customer has left meanwhile
      if (!image) return this.tell('photo_unreadable');
      if (!talk.sendPhoto(image)) return this.tell('not_sent');
      this.mark('photo', this.words.photo_sent);
    }

    /** A line of the pad: the customer sees it before it is sent. */
    written(text) {
      this.view.text.value = text.slice(0, this.view.text.maxLength);
      this.view.text.focus();
    }

    // ---- what is shown ----
    setLanguage(language) {
      this.language = language;
      this.words = { ...texts(language), ...this.ownTexts?.(language) };
      if (!this.talk) return;
      this.talk.language = language;
      this.talk.client.send({ type: 'desk.language', language });
    }

    nextLanguage() {
      this.setLanguage(LANGUAGES[(LANGUAGES.indexOf(this.language) + 1) % LANGUAGES.length]);
      this.translate();
    }

    translate() {
      this.view.translate(this.words, this.language);
      this.passages.translate(this.words);
      this.view.options.setAttribute('aria-label', this.words.options);
      this.showForm(this.form);
      this.show('*');
      if (this.shown) this.tell(this.shown, this.action, this.onAction);
      this.refresh();
    }

    refresh() {
      const { talk, words, view } = this;
      if (!talk) return;
      if (this.shown === 'autoplay' && talk.player.audible) this.tell('');
      view.stop.disabled = !talk.player.playing && !talk.thinking;
      view.person.disabled = view.photo.disabled = !talk.client.isOpen;
      this.face.activity = talk.activity;
      const mic = talk.manual && talk.mic.state === 'muted' ? 'off' : talk.mic.state;
      const how = { line: talk.client.state, activity: talk.activity, mic, withPerson: talk.withPerson };
      view.showStatus(statusText(how, words, this.idleText()), talk.activity);
    }

    showForm(form) {
      this.form = form;
      this.view.showForm(form, this.words);
    }

    show(id) {
      if (!this.talk) return;
      const open = (citation, chip) => this.passages.open(citation, chip, this.words);
      this.view.transcript.show(this.talk.captions, id, this.words, open, (item, verdict) => this.judge(item, verdict));
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
  };

const EVENTS = {
  'conversation.item.added': (page, { item }) => item.role === 'user' && page.typing.arrived(),
  'desk.resume': (page, { items }) => page.typing.resumed(items),
  'desk.emotion': (page, { label }) => page.face.setMood(label),
  'desk.notice': (page, event) => page.announce(event),
  'desk.handover': (page, event) => page.handOver(event),
  'desk.form': (page, event) => page.showForm(event),
  error: (page, event) => page.failed(event),
};
