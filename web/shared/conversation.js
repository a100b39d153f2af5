// One conversation of a page: the connection, both directions of sound, the captions, and who has the floor.

import { Captions } from './captions.js';
import { Client } from './client.js';
import { Lips } from './lips.js';
import { Mic } from './mic.js';
import { Player } from './player.js';

/** `page` is told what happens and shows it:
 *  `show(id)` a caption changed, "*" for all · `refresh()` anything else it shows may have changed · `tell(code)` a text by its code ·
 *  `event(event)` each server event, after we took it · `line(state, why)` the connection · `sound(state, code)` the microphone ·
 *  `played(item_id, ms)` how much was heard · `silenced(heard)` the voice was cut, `heard` {item, ms} or null where nothing sounded. */
export class Conversation {
  /** `channel` web or kiosk; `keep`: whether the tab's storage may remember how to resume. */
  constructor(page, { server, secretUrl, channel, keep = true }) {
    this.page = page;
    this.captions = new Captions();
    this.session = {};
    this.language = '';
    this.manual = false; // push-to-talk: the page says when a turn begins and ends
    this.withPerson = this.thinking = this.hearing = false;
    this.player = new Player({ onPlayed: (item_id, ms) => this.played(item_id, ms), onChange: () => page.refresh() });
    this.lips = new Lips(this.player);
    this.mic = new Mic({
      onChunk: (audio) => this.client.send({ type: 'input_audio_buffer.append', audio }),
      onState: (state, code) => page.sound(state, code),
    });
    this.client = new Client({
      server, secretUrl, channel, keep,
      onEvent: (event) => this.take(event),
      onState: (state, why) => page.line(state, why),
      isOwed: () => this.thinking || this.hearing || this.player.playing || Boolean(this.mic.stream),
    });
  }

  /** What goes on: speaking, listening, thinking or idle. */
  get activity() {
    if (this.player.playing && this.player.audible) return 'speaking';
    if (this.hearing) return 'listening';
    return this.thinking ? 'thinking' : 'idle';
  }

  take(event) {
    const changed = this.captions.take(event);
    if (changed) this.page.show(changed);
    EVENTS[event.type]?.(this, event);
    this.page.event(event);
  }

  begin(event) {
    this.session = event;
    this.thinking = this.hearing = this.withPerson = this.captions.person = false; // whatever was on an earlier connection
    if (this.language) this.client.send({ type: 'desk.language', language: this.language });
    if (this.manual) this.setManual(true);
    if (!event.resumed) this.client.send({ type: 'response.create' }); // the desk greets first
  }

  finished({ response }) {
    this.thinking = false;
    if (response.status === 'cancelled') this.silence();
    if (response.status === 'failed') this.page.tell('engine_failed');
    this.page.refresh();
  }

  /** A person is on the line, or no longer: then it is they who answer, and not after every sentence. */
  joined(on) {
    this.withPerson = this.captions.person = on;
    this.thinking = false;
    this.page.refresh();
  }

  // ---- speaking and being interrupted ----
  /** Quiet at once, mouth and voice, and the desk is told what was heard. */
  silence() {
    const heard = this.player.stop();
    this.page.silenced(heard);
    if (!heard) return;
    this.page.show(this.captions.cut(heard.item));
    this.client.send({ type: 'conversation.item.truncate', item_id: heard.item, content_index: 0, audio_end_ms: Math.floor(heard.ms) });
  }

  stopReply() {
    if (this.thinking || this.player.playing) this.client.send({ type: 'response.cancel' });
    this.silence();
  }

  heardSpeech(on) {
    this.hearing = on;
    this.thinking = !on && !this.withPerson;
    if (on) this.silence();
    this.page.refresh();
  }

  /** The final words of a turn; "" for a cough or a door, after which nothing follows. */
  heard(transcript) {
    if (!transcript) this.thinking = false;
    else if (this.manual && !this.hearing && !this.withPerson) this.client.send({ type: 'response.create' });
    if (!transcript && this.manual) this.page.tell('not_heard');
    this.page.refresh();
  }

  /** Returns whether the desk was told. */
  sendText(text) {
    return this.sendItem({ type: 'input_text', text });
  }

  /** `image`: a data URI of a JPEG or PNG. */
  sendPhoto(image) {
    return this.sendItem({ type: 'input_image', image_url: image });
  }

  sendItem(part) {
    if (!this.client.isOpen) return false;
    this.stopReply();
    if (!this.client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [part] } })) return false;
    this.client.send({ type: 'response.create' });
    this.thinking = !this.withPerson;
    this.page.refresh();
    return true;
  }

  played(item_id, ms) {
    this.client.send({ type: 'desk.played', item_id, ms });
    this.page.played(item_id, ms);
  }

  // ---- push-to-talk ----
  setManual(on) {
    this.manual = on;
    const turn_detection = on ? null : { type: 'server_vad' };
    this.client.send({ type: 'input_audio_buffer.clear' });
    this.client.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection } } } });
    this.mic.mute(on);
  }

  /** The button is held: whoever speaks stops, and what comes from now on is one turn. */
  press() {
    this.stopReply();
    this.client.send({ type: 'input_audio_buffer.clear' });
    this.thinking = false;
    this.hearing = true;
    this.mic.mute(false);
    this.page.refresh();
  }

  release() {
    if (!this.hearing) return;
    this.mic.mute(true);
    this.hearing = false;
    this.thinking = !this.withPerson;
    this.client.send({ type: 'input_audio_buffer.commit' });
    this.page.refresh();
  }

  refused({ code }) {
    if (code === 'with_person') this.joined(true); // a resumed page learns it so
    if (code !== 'input_audio_buffer_commit_empty') return;
    this.thinking = false;
    this.page.tell('not_heard');
  }

  /** Ends everything on this page; with `erase` the desk forgets the conversation too. */
  end({ erase = false } = {}) {
    this.player.stop();
    this.mic.stop();
    if (!erase) return this.client.close();
    this.player.close();
    this.client.erase();
  }
}

const HEARD = 'conversation.item.input_audio_transcription';
const EVENTS = {
  'desk.session': (talk, event) => talk.begin(event),
  'input_audio_buffer.speech_started': (talk) => talk.heardSpeech(true),
  'input_audio_buffer.speech_stopped': (talk) => talk.heardSpeech(false),
  [`${HEARD}.completed`]: (talk, { transcript }) => talk.heard(transcript),
  [`${HEARD}.failed`]: (talk) => talk.heard(''),
  'response.created': (talk) => ((talk.thinking = true), talk.page.refresh()),
  'response.output_audio.delta': (talk, { item_id, delta }) => talk.player.push(item_id, delta),
  'response.done': (talk, event) => talk.finished(event),
  'desk.phones': (talk, event) => talk.lips.add(event),
  'desk.duck': (talk, { on }) => talk.player.duck(on),
  'desk.notice': (talk, { code }) => code.startsWith('person_') && talk.joined(code === 'person_joined'),
  error: (talk, { error }) => talk.refused(error),
};
