// The Realtime connection: one WebSocket, kept alive with back-off, resumed with the newest session token.

const BACKOFF_MS = [500, 1000, 2000, 3000, 5000];
const BUSY_MS = [20_000, 40_000, 60_000];
const STABLE_MS = 5000; // a connection that lived this long starts the back-off anew
const STUCK_BYTES = 192_000; // about three seconds of audio that the network did not take
const TAKEN_OVER = 4001;
const BUSY = 1013;
const ENDED = 1000;

/** `onEvent(event)` for each server event; `onState(state, why)` with why one of lost, busy, taken_over, ended. */
export class Client {
  constructor({ server, secretUrl, onEvent, onState }) {
    this.server = server;
    this.secretUrl = secretUrl;
    this.onEvent = onEvent;
    this.onState = onState;
    this.state = 'closed';
    this.attempt = 0;
    this.reconnects = 0;
    this.socket = null;
    this.key = `voice-desk ${server}`;
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
    const answer = await fetch(this.secretUrl, { method: 'POST', credentials: 'same-origin' });
    if (!answer.ok) throw new Error(`secret: HTTP ${answer.status}`);
    return ['realtime', `openai-insecure-api-key.${(await answer.json()).value}`];
  }

  open(protocols) {
    const url = new URL('/v1/realtime', this.server);
    url.protocol = url.protocol.replace('http', 'ws');
    url.searchParams.set('model', 'desk');
    const token = sessionStorage.getItem(this.key);
    if (token) url.searchParams.set('session', token);
    const socket = (this.socket = new WebSocket(url, protocols));
    this.openedAt = null;
    socket.onmessage = ({ data }) => this.socket === socket && this.take(JSON.parse(data));
    socket.onclose = ({ code }) => this.socket === socket && this.closed(code);
  }

  take(event) {
    if (event.type === 'desk.session') {
      sessionStorage.setItem(this.key, event.token);
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
    sessionStorage.removeItem(this.key);
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
