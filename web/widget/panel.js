// <voice-desk>: the conversation as a panel on any page.

import { make } from '../shared/dom.js';
import { debugOf, relay, tellPage } from '../shared/hook.js';
import { Talking } from '../shared/page.js';
import { LANGUAGES } from '../shared/texts.js';
import { View } from './view.js';

class VoiceDesk extends Talking(HTMLElement) {
  connectedCallback() {
    if (this.view) return;
    const root = this.attachShadow({ mode: 'open' });
    const sheet = make('link', { rel: 'stylesheet', href: new URL('style.css', import.meta.url).href });
    this.style.visibility = 'hidden'; // until it has its looks
    sheet.onload = sheet.onerror = () => (this.style.visibility = '');
    root.append(sheet);
    this.setLanguage(LANGUAGES.includes(this.dataset.lang) ? this.dataset.lang : LANGUAGES[0]);
    this.furnish(new URL(this.dataset.server || '/', location.href).origin, (passages, pad) => new View(root, passages, pad), true);
    this.converse({ secretUrl: this.dataset.secretUrl });
    this.listen();
    this.translate();
    if ('open' in this.dataset) this.open();
  }

  listen() {
    const { view, talk } = this;
    view.open.onclick = () => this.open(true);
    view.close.onclick = () => this.close();
    view.mic.onclick = () => this.toggleMic();
    view.mute.onclick = () => talk.mic.mute(!talk.mic.muted);
    view.stop.onclick = () => talk.stopReply();
    view.person.onclick = () => talk.client.send({ type: 'desk.person' });
    view.lang.onclick = () => this.nextLanguage();
    view.panel.onkeydown = (event) => {
      if (event.key !== 'Escape' || event.isComposing) return; // an input method has an Escape of its own
      if (this.passages.isOpen) this.passages.close();
      else this.close();
    };
    this.shadowRoot.addEventListener('pointerdown', () => this.unlock());
    this.shadowRoot.addEventListener('keydown', () => this.unlock());
  }

  // ---- opening and closing ----
  open(byTap = false) {
    this.view.panel.hidden = false;
    this.view.open.hidden = true;
    if (byTap) this.view.mic.focus();
    this.begin();
  }

  close() {
    this.face.pause();
    this.talk.end();
    this.view.panel.hidden = true;
    this.view.open.hidden = false;
    this.view.open.focus();
  }

  // ---- what the conversation tells ----
  line(state, why) {
    tellPage(this, 'state', { state, why });
    if (state === 'closed') {
      this.talk.player.stop();
      this.talk.mic.stop();
      if (why !== 'by_customer') this.tell(why, 'again', () => this.talk.client.connect());
    }
    super.line(state, why);
  }

  event(event) {
    super.event(event);
    relay(this, event);
  }

  silenced(heard) {
    super.silenced(heard);
    if (heard) tellPage(this, 'stopped', { item_id: heard.item, ms: Math.floor(heard.ms) });
  }

  played(item_id, ms) {
    tellPage(this, 'played', { item_id, ms });
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
    super.sound(state, code);
  }

  // ---- what is shown ----
  refresh() {
    this.view.showMic(this.talk.mic.state, this.words);
    super.refresh();
  }

  idleText() {
    return this.words.ready;
  }

  // ---- for tests ----
  get debug() {
    return debugOf({ ...this.talk, face: this.face, notices: this.notices });
  }

  resetMouthMax() {
    this.face.mouthMax = 0;
  }
}

if (!customElements.get('voice-desk')) customElements.define('voice-desk', VoiceDesk);
