// The Realtime connection: one WebSocket, kept alive with back-off, resumed with the newest session token.

import { BEAT_MS, Heartbeat } from './heartbeat.js';

const BACKOFF_MS = [500, 1000, 2000, 3000, 5000];
const BUSY_MS = [20_000, 40_000, 60_000];
const STABLE_MS = 5000; // a connection that lived this long starts the back-off anew
const PATIENCE_MS = 8000; // for a connection to be made
const STUCK_BYTES = 192_000; // about three seconds of audio that the network did not take
const TAKEN_OVER = 4001;
const BUSY = 1013;
const ENDED = 1000;

/** `onEvent(event)` for each server event; `onState(state, why)` with why one of lost, busy, taken_over, ended; `isOwed()`: somebody speaks or waits. */
export class Client {
  constructor({ server, secretUrl, onEvent, onState, isOwed }) {
    this.server = server;
    this.secretUrl = secretUrl;
    this.onEvent = onEvent;
    this.onState = onState;
    this.state = 'closed';
    this.attempt = 0;
    this.reconnects = 0;
    this.socket = null;
    this.key = `voice-desk ${server}`;
    this.heart = new Heartbeat({
      ask: () => this.send({ type: 'session.update', session: { type: 'realtime' } }), // changes nothing, is always answered
      lost: () => this.drop(),
    });
    setInterval(() => this.heart.beat(performance.now(), this.isOpen && isOwed()), BEAT_MS);
    addEventListener('online', () => this.state === 'reconnecting' && this.connect());
    addEventListener('offline', () => this.state === 'open' && this.drop());
  }

  get isOpen() {
    return this.state === 'open';
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
  async protocols() {
    if (!this.secretUrl) return ['realtime'];
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(this.secretUrl, { method: 'POST', credentials: 'same-origin', signal });
    if (!answer.ok) throw new Error(`secret: HTTP ${answer.status}`);
    return ['realtime', `openai-insecure-api-key.${(await answer.json()).value}`];
  }

  open(protocols) {
    const url = new URL('/v1/realtime', this.server);
    url.protocol = url.protocol.replace('http', 'ws');
    url.searchParams.set('model', 'desk');
    const token = recall(this.key);
    if (token) url.searchParams.set('session', token);
    const socket = (this.socket = new WebSocket(url, protocols));
    this.openedAt = null;
    socket.onmessage = ({ data }) => this.socket === socket && this.take(JSON.parse(data));
    socket.onclose = ({ code }) => this.socket === socket && this.closed(code);
    setTimeout(() => this.socket === socket && this.openedAt === null && this.drop(), PATIENCE_MS);
  }

  take(event) {
    this.heart.heard(performance.now());
    if (event.type === 'desk.session') {
      remember(this.key, event.token);
      if (this.state === 'reconnecting') this.reconnects++;
      this.openedAt = performance.now();
      this.setState('open', event.resumed ? 'resumed' : 'new');
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
    this.retry(code === BUSY ? BUSY_MS : BACKOFF_MS, code === BUSY ? 'busy' : 'lost');
  }

  retry(steps, why) {
    const wait = steps[Math.min(this.attempt++, steps.length - 1)];
    this.setState('reconnecting', why);
    // Spread by half, so that a desk that comes back is not met by everybody at once.
    this.timer = setTimeout(() => this.connect(), wait * (0.75 + Math.random() / 2));
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
    this.socket.send(JSON.stringify(event));
    if (this.socket.bufferedAmount > STUCK_BYTES) this.drop();
    return true;
  }

  forget() {
    remember(this.key, null);
    this.attempt = 0;
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

// A tab's own storage survives a reload. A sandboxed frame has none: there the page's memory must do.
const memory = new Map();

function recall(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return memory.get(key) ?? null;
  }
}

function remember(key, token) {
  try {
    if (token === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, token);
  } catch {
    memory.set(key, token);
  }
}
