// The Realtime connection: one WebSocket, kept alive with back-off, resumed with the newest session token.

import { BEAT_MS, Heartbeat } from './heartbeat.js';

const BACKOFF_MS = [500, 1000, 2000, 3000, 5000];
const BUSY_MS = [20_000, 40_000, 60_000];
const STABLE_MS = 5000; // a connection that lived this long starts the back-off anew
const PATIENCE_MS = 8000; // for a connection to be made
const STUCK_BYTES = 192_000; // about three seconds of audio that the network did not take
const LARGE_MS = 20_000; // for a photo to leave, during which the network may seem stuck
const ERASE_MS = 15 * 60_000; // as long as the desk keeps a conversation that nobody takes up
const TAKEN_OVER = 4001;
const BUSY = 1013;
const ENDED = 1000;

/** `onEvent(event)` for each server event; `onState(state, why)` with why one of lost, busy, taken_over, ended; `isOwed()`: somebody speaks or waits.
 *  `channel` web or kiosk; `keep` false: what resumes the conversation stays in the page's memory and never in the tab's storage. */
export class Client {
  constructor({ server, secretUrl, channel = 'web', keep = true, onEvent, onState, isOwed }) {
    this.server = server;
    this.secretUrl = secretUrl;
    this.channel = channel;
    this.token = keep ? new Kept(`voice-desk ${server}`) : new Unkept();
    this.onEvent = onEvent;
    this.onState = onState;
    this.state = 'closed';
    this.attempt = 0;
    this.reconnects = 0;
    this.socket = null;
    this.patientUntil = 0;
    this.deadTokens = 0; // times that a desk which is there would not resume
    this.heart = new Heartbeat({
      ask: () => this.send({ type: 'session.update', session: { type: 'realtime' } }), // changes nothing, is always answered
      lost: () => this.drop(),
    });
    this.beat = setInterval(() => this.heart.beat(performance.now(), this.isOpen && !this.isPatient && isOwed()), BEAT_MS);
    this.left = new AbortController(); // aborted when this client is done for good
    const { signal } = this.left;
    addEventListener('online', () => this.state === 'reconnecting' && this.connect(), { signal });
    addEventListener('offline', () => this.state === 'open' && this.drop(), { signal });
  }

  get isOpen() {
    return this.state === 'open';
  }

  /** A photo is under way. */
  get isPatient() {
    return performance.now() < this.patientUntil;
  }

  async connect() {
    clearTimeout(this.timer);
    if (this.socket || this.connecting) return;
    this.connecting = true;
    this.setState(this.reconnects || this.attempt ? 'reconnecting' : 'connecting');
    try {
      this.open(await this.protocols());
    } catch {
      this.retry(BACKOFF_MS, 'lost');
    } finally {
      this.connecting = false;
    }
  }

  /** A page with its own login trades it for a short-lived secret; browsers cannot set headers on a WebSocket. */
  async secret() {
    if (!this.secretUrl) return '';
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(this.secretUrl, { method: 'POST', credentials: 'same-origin', signal });
    if (!answer.ok) throw new Error(`secret: HTTP ${answer.status}`);
    return (await answer.json()).value;
  }

  async protocols() {
    const secret = await this.secret();
    return secret ? ['realtime', `openai-insecure-api-key.${secret}`] : ['realtime'];
  }

  open(protocols) {
    if (this.left.signal.aborted) return;
    const url = new URL('/v1/realtime', this.server);
    url.protocol = url.protocol.replace('http', 'ws');
    url.searchParams.set('model', 'desk');
    if (this.channel !== 'web') url.searchParams.set('channel', this.channel);
    if (this.token.value) url.searchParams.set('session', this.token.value);
    const socket = (this.socket = new WebSocket(url, protocols));
    this.openedAt = null;
    socket.onmessage = ({ data }) => this.socket === socket && this.take(JSON.parse(data));
    socket.onclose = ({ code }) => this.socket === socket && this.closed(code);
    setTimeout(() => this.socket === socket && this.openedAt === null && this.drop(), PATIENCE_MS);
  }

  take(event) {
    this.heart.heard(performance.now());
    if (event.type === 'desk.session') {
      this.token.value = event.token;
      this.deadTokens = 0;
      if (this.state === 'reconnecting') this.reconnects++;
      this.openedAt = performance.now();
      this.setState('open', event.resumed ? 'resumed' : 'new');
      if (this.erasing) this.send({ type: 'desk.forget' });
    }
    this.onEvent(event);
  }

  closed(code) {
    this.socket = null;
    if (this.openedAt !== null && performance.now() - this.openedAt > STABLE_MS) this.attempt = 0;
    if (code === TAKEN_OVER || code === ENDED) {
      this.forget();
      return this.setState('closed', code === TAKEN_OVER ? 'taken_over' : 'ended');
    }
    if (this.openedAt === null && this.token.value) this.doubtToken();
    this.retry(code === BUSY ? BUSY_MS : BACKOFF_MS, code === BUSY ? 'busy' : 'lost');
  }

  retry(steps, why) {
    const wait = steps[Math.min(this.attempt++, steps.length - 1)];
    this.setState('reconnecting', why);
    // Spread by half, so that a desk that comes back is not met by everybody at once.
    this.timer = setTimeout(() => this.connect(), wait * (0.75 + Math.random() / 2));
  }

  /** A browser does not say why a handshake failed: where the desk answers and twice will not resume, the conversation is past its time. */
  async doubtToken() {
    try {
      const answer = await fetch(new URL('/readyz', this.server), { signal: AbortSignal.timeout(PATIENCE_MS) });
      if (answer.ok && ++this.deadTokens >= 2) this.dropToken();
    } catch {
      this.deadTokens = 0; // it is the desk that is away
    }
  }

  /** Give the connection up for lost without waiting for the network to say so. */
  drop() {
    const socket = this.socket;
    if (!socket) return;
    this.closed(1006);
    socket.close();
  }

  /** Returns whether the event was sent. Nothing waits in a queue: late audio is worse than lost audio. */
  send(event) {
    if (!this.isOpen || this.socket?.readyState !== WebSocket.OPEN) return false;
    const message = JSON.stringify(event);
    if (message.length > STUCK_BYTES) this.patientUntil = performance.now() + LARGE_MS;
    this.socket.send(message);
    if (this.socket.bufferedAmount > STUCK_BYTES && !this.isPatient) this.drop();
    return true;
  }

  forget() {
    this.attempt = 0;
    this.dropToken();
  }

  /** The next connection begins a new conversation. */
  dropToken() {
    this.token.value = null;
    this.deadTokens = 0;
    if (this.erasing) this.leave();
  }

  /** The desk, too, is to forget the conversation: tried until it is done or past its time. The page hears no more of this client. */
  erase() {
    this.erasing = true;
    this.onEvent = this.onState = () => {};
    setTimeout(() => this.leave(), ERASE_MS);
    if (this.isOpen) this.send({ type: 'desk.forget' });
    else if (!this.token.value) this.leave();
    // Otherwise a connection is being made, and asks for it when it is there.
  }

  leave() {
    this.token.value = null;
    clearInterval(this.beat);
    this.left.abort();
    this.close();
  }

  close() {
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    socket?.close(1000);
    this.attempt = 0;
    this.setState('closed', 'by_customer');
  }

  setState(state, why = '') {
    this.state = state;
    this.onState(state, why);
  }
}

/** What resumes the conversation. A tab's own storage survives a reload; a sandboxed frame has none, and its page's memory must do. */
class Kept {
  constructor(key) {
    this.key = key;
  }

  get value() {
    try {
      return sessionStorage.getItem(this.key);
    } catch {
      return memory.get(this.key) ?? null;
    }
  }

  set value(token) {
    try {
      if (token === null) sessionStorage.removeItem(this.key);
      else sessionStorage.setItem(this.key, token);
    } catch {
      memory.set(this.key, token);
    }
  }
}

class Unkept {
  value = null;
}

const memory = new Map();
