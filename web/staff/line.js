// The staff page's connection: the key first, then events; comes back by itself after a loss.

const RETRY_MS = 2000;
const UNAUTHORIZED = 4401;
const BUSY = 1013;
const SILENT_MS = 25_000; // the desk asks every 10 s whether we are there

/** `onEvent(event)`; `onState(state)` with connecting, open, lost, busy or unauthorized. */
export class Line {
  constructor({ onEvent, onState }) {
    this.onEvent = onEvent;
    this.onState = onState;
    this.watch = setInterval(() => this.isOpen && performance.now() - this.heardAt > SILENT_MS && this.socket.close(), 5000);
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  connect(key) {
    clearTimeout(this.timer);
    this.key = key;
    this.onState('connecting');
    const url = new URL('/v1/staff', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = (this.socket = new WebSocket(url));
    this.heardAt = performance.now();
    socket.onopen = () => this.send({ type: 'staff.key', key });
    socket.onmessage = ({ data }) => this.take(JSON.parse(data));
    socket.onclose = ({ code }) => this.closed(code);
  }

  take(event) {
    this.heardAt = performance.now();
    if (event.type === 'staff.ping') return this.send({ type: 'staff.pong' });
    if (event.type === 'staff.hello') this.onState('open');
    this.onEvent(event);
  }

  closed(code) {
    if (code === UNAUTHORIZED) return this.onState('unauthorized');
    this.onState(code === BUSY ? 'busy' : 'lost');
    this.timer = setTimeout(() => this.connect(this.key), RETRY_MS);
  }

  /** Returns whether it was sent. */
  send(event) {
    if (!this.isOpen) return false;
    this.socket.send(JSON.stringify(event));
    return true;
  }
}
