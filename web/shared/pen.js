// A pad to write one line on: pointer events → strokes of [x, y, ms] → POST /v1/ocr/strokes → text.

const MOST_STROKES = 500;
const MOST_POINTS = 20000;
const NEAR = 1.5; // CSS pixels; a nearer point adds nothing

/** The written strokes, apart from any page. */
export class Strokes {
  constructor() {
    this.list = [];
    this.points = 0;
  }

  get empty() {
    return this.list.length === 0;
  }

  begin(x, y, ms) {
    if (this.list.length >= MOST_STROKES || this.points >= MOST_POINTS) return;
    this.list.push([[x, y, ms]]);
    this.points += 1;
  }

  /** Goes on with the last stroke; tells whether there is something new to draw. */
  move(x, y, ms) {
    const stroke = this.list.at(-1);
    if (!stroke || this.points >= MOST_POINTS) return false;
    const [lastX, lastY] = stroke.at(-1);
    if (Math.hypot(x - lastX, y - lastY) < NEAR) return false;
    stroke.push([x, y, ms]);
    this.points += 1;
    return true;
  }

  undo() {
    const stroke = this.list.pop();
    if (stroke) this.points -= stroke.length;
  }

  clear() {
    this.list = [];
    this.points = 0;
  }
}

/** A canvas that is written on. `onChange(empty)` after each stroke, undo and clear. */
export class Pen {
  constructor(canvas, onChange = () => {}) {
    this.canvas = canvas;
    this.strokes = new Strokes();
    this.onChange = onChange;
    this.pointer = null; // one pen or finger at a time: a resting palm writes nothing
    canvas.style.touchAction = 'none'; // else the page scrolls under the pen
    canvas.addEventListener('pointerdown', (event) => this.down(event));
    canvas.addEventListener('pointermove', (event) => this.move(event));
    for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, (event) => this.up(event));
    this.draw();
  }

  down(event) {
    if (this.pointer !== null || event.button !== 0) return;
    event.preventDefault();
    this.pointer = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.strokes.begin(event.offsetX, event.offsetY, Math.round(event.timeStamp));
    this.draw();
  }

  move(event) {
    if (event.pointerId !== this.pointer) return;
    const parts = event.getCoalescedEvents?.() ?? [];
    const news = (parts.length ? parts : [event]).map((part) => this.strokes.move(part.offsetX, part.offsetY, Math.round(part.timeStamp)));
    if (news.includes(true)) this.draw();
  }

  up(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    this.onChange(this.strokes.empty);
  }

  undo() {
    this.strokes.undo();
    this.draw();
    this.onChange(this.strokes.empty);
  }

  clear() {
    this.strokes.clear();
    this.draw();
    this.onChange(true);
  }

  draw() {
    const { canvas } = this;
    const ratio = globalThis.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * ratio);
    const height = Math.round(canvas.clientHeight * ratio);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const pen = canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    Object.assign(pen, { lineWidth: Math.max(2, canvas.clientHeight / 30), lineCap: 'round', lineJoin: 'round', strokeStyle: '#17292e' });
    for (const stroke of this.strokes.list) {
      pen.beginPath();
      pen.moveTo(stroke[0][0], stroke[0][1]);
      for (const [x, y] of stroke) pen.lineTo(x, y);
      pen.stroke();
    }
  }

  /** What was written: {text, confidence, alternatives}. Throws an Error whose `code` the desk gave. */
  read(server, secret = '') {
    return readStrokes(server, secret, this.strokes.list, this.canvas.clientWidth, this.canvas.clientHeight);
  }
}

export async function readStrokes(server, secret, strokes, width, height, ask = fetch) {
  const headers = { 'Content-Type': 'application/json', ...(secret && { Authorization: `Bearer ${secret}` }) };
  const answer = await ask(`${server}/v1/ocr/strokes`, { method: 'POST', headers, body: JSON.stringify({ strokes, width, height }) });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(body.title || 'the strokes could not be read'), { code: body.code || 'ocr_failed' });
  return body;
}
