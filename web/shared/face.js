// A drawn face: SVG, moved once a frame from the mouth shape, the mood and its own clock.

import { CLOSED } from './visemes.js';

const SVG = 'http://www.w3.org/2000/svg';
const BLINK_MS = 150;
const FRAMES_KEPT = 240; // about four seconds, for tests
const MOODS = {
  calm: { smile: 0.55, brow: 0, tilt: 0 },
  happy: { smile: 1, brow: 2, tilt: 2 },
  angry: { smile: 0.05, brow: 1, tilt: -2 }, // a worried customer is met with concern, never mirrored
  sad: { smile: 0.1, brow: 1, tilt: -3 },
  unsure: { smile: 0.35, brow: 3, tilt: 4 },
};

const PICTURE = `
  <defs>
    <linearGradient id="g-back" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#dff1f1"/><stop offset="1" stop-color="#b7dcdc"/></linearGradient>
    <linearGradient id="g-skin" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#fbdcc3"/><stop offset="1" stop-color="#f2c4a4"/></linearGradient>
    <clipPath id="c-frame"><circle cx="100" cy="100" r="98"/></clipPath>
    <clipPath id="c-mouth"><path data-part="mouth-clip"/></clipPath>
    <clipPath id="c-eyes"><ellipse data-part="eye-clip-left" cx="74" cy="96" rx="11" ry="9"/><ellipse data-part="eye-clip-right" cx="126" cy="96" rx="11" ry="9"/></clipPath>
  </defs>
  <g clip-path="url(#c-frame)">
    <circle cx="100" cy="100" r="98" fill="url(#g-back)"/>
    <g data-part="body">
      <path d="M22 214c4-36 38-48 78-48s74 12 78 48z" fill="#14505c"/>
      <path d="M80 158h40v14l-20 22-20-22z" fill="#eeb993"/>
      <path d="M78 168l22 26 22-26 12 6-22 40H88l-22-40z" fill="#fff"/>
      <path d="M94 192h12l5 24H89z" fill="#e0a526"/>
    </g>
    <g data-part="head">
      <path d="M42 104c-6-52 22-80 58-80s64 28 58 80c-1 26-5 44-12 56-10-10-12-30-12-50H66c0 20-2 40-12 50-7-12-11-30-12-56z" fill="#2d2330"/>
      <ellipse cx="50" cy="106" rx="8" ry="12" fill="#f0be9c"/><ellipse cx="150" cy="106" rx="8" ry="12" fill="#f0be9c"/>
      <path d="M52 92c0-38 20-56 48-56s48 18 48 56c0 46-22 78-48 78S52 138 52 92z" fill="url(#g-skin)"/>
      <ellipse cx="68" cy="122" rx="11" ry="7" fill="#f4a58a" opacity=".4"/><ellipse cx="132" cy="122" rx="11" ry="7" fill="#f4a58a" opacity=".4"/>
      <g clip-path="url(#c-eyes)">
        <rect x="60" y="84" width="80" height="26" fill="#fff"/>
        <g data-part="pupils">
          <circle cx="74" cy="96" r="7.4" fill="#4a2f22"/><circle cx="126" cy="96" r="7.4" fill="#4a2f22"/>
          <circle cx="74" cy="96" r="3.6" fill="#150d0a"/><circle cx="126" cy="96" r="3.6" fill="#150d0a"/>
          <circle cx="76.6" cy="93" r="2.2" fill="#fff"/><circle cx="128.6" cy="93" r="2.2" fill="#fff"/>
        </g>
      </g>
      <g fill="none" stroke="#2d2330" stroke-linecap="round">
        <path data-part="lid-left" stroke-width="2.6"/><path data-part="lid-right" stroke-width="2.6"/>
        <path data-part="brow-left" stroke-width="3.6"/><path data-part="brow-right" stroke-width="3.6"/>
      </g>
      <path d="M99 104c-2 8-5 12-4 15 2 3 8 3 10 0" fill="none" stroke="#d99a75" stroke-width="2.4" stroke-linecap="round"/>
      <g clip-path="url(#c-mouth)">
        <rect x="60" y="120" width="80" height="50" fill="#6b1f2a"/>
        <ellipse data-part="tongue" cx="100" rx="15" ry="8" fill="#d9717a"/>
        <rect data-part="teeth" x="76" width="48" height="9" rx="4" fill="#fff"/>
      </g>
      <path data-part="lips" fill="none" stroke="#c25a5f" stroke-linejoin="round"/>
      <path d="M44 100c-6-50 22-78 56-78 36 0 62 30 56 78-6-22-12-34-20-40-22 8-50 4-62-8-10 12-24 22-30 48z" fill="#2d2330"/>
      <path d="M157 98c6 2 8 8 7 15-1 8-4 11-8 12" fill="#14505c" stroke="#14505c" stroke-width="3"/>
      <path d="M154 124c-4 18-14 26-32 28" fill="none" stroke="#14505c" stroke-width="3"/><circle cx="121" cy="152" r="3.6" fill="#14505c"/>
    </g>
  </g>`;

/** The outline of the mouth for a shape and a smile 0..1, as an SVG path around (100, 142). */
export function mouthPath({ jawOpen, mouthWide, mouthRound, lipsPressed }, smile) {
  const half = 15 + 8 * mouthWide - 8 * mouthRound + 3 * smile - 2 * lipsPressed;
  const open = Math.max(0, jawOpen * (1 - lipsPressed)) * 21;
  const corner = 142 - 5.5 * smile + open * 0.12;
  const top = 142 - open * 0.22 - 2 * mouthRound + (open < 1 ? smile : 0);
  const bottom = 142 + open * 0.9 + 2 * smile + 1.5 * mouthRound;
  const pull = half * (0.55 + 0.15 * mouthRound);
  const left = 100 - half;
  const right = 100 + half;
  return `M${left} ${corner}C${100 - pull} ${top} ${100 + pull} ${top} ${right} ${corner}C${100 + pull} ${bottom} ${100 - pull} ${bottom} ${left} ${corner}Z`;
}

export class Face {
  /** `svg`: an empty <svg>. `shapeNow()` gives the mouth shape to draw, or null for a closed mouth. */
  constructor(svg, shapeNow) {
    svg.setAttribute('viewBox', '0 0 200 200');
    const parsed = new DOMParser().parseFromString(`<svg xmlns="${SVG}">${PICTURE}</svg>`, 'image/svg+xml');
    svg.replaceChildren(...parsed.documentElement.childNodes);
    this.parts = Object.fromEntries([...svg.querySelectorAll('[data-part]')].map((part) => [part.dataset.part, part]));
    this.shapeNow = shapeNow;
    this.shape = { ...CLOSED };
    this.mood = { ...MOODS.calm };
    this.wanted = MOODS.calm;
    this.activity = 'idle'; // idle, listening, thinking, speaking
    this.blinkAt = 2000;
    this.still = matchMedia('(prefers-reduced-motion: reduce)');
    this.mouthMax = 0;
    this.history = []; // jawOpen of the newest frames
    this.frame = this.frame.bind(this);
  }

  start() {
    if (!this.running) this.running = requestAnimationFrame(this.frame);
  }

  pause() {
    cancelAnimationFrame(this.running);
    this.running = 0;
  }

  setMood(label) {
    this.wanted = MOODS[label] ?? MOODS.calm;
  }

  /** Closes the mouth now, not at the next frame. */
  hush() {
    this.shape = { ...CLOSED };
    this.drawMouth();
  }

  frame(now) {
    this.running = requestAnimationFrame(this.frame);
    this.shape = this.shapeNow() ?? settle(this.shape);
    this.mouthMax = Math.max(this.mouthMax, this.shape.jawOpen);
    if (this.history.push(this.shape.jawOpen) > FRAMES_KEPT) this.history.shift();
    for (const key of Object.keys(this.mood)) this.mood[key] += (this.wanted[key] - this.mood[key]) * 0.06;
    this.drawMouth();
    this.drawEyes(now);
    this.drawHead(this.still.matches ? 0 : now);
  }

  drawMouth() {
    const path = mouthPath(this.shape, this.mood.smile * (1 - 0.6 * this.shape.mouthRound));
    this.parts['mouth-clip'].setAttribute('d', path);
    this.parts.lips.setAttribute('d', path);
    this.parts.lips.setAttribute('stroke-width', String(3.4 - 0.8 * this.shape.lipsPressed));
    const upper = 142 - 3.5 * this.shape.jawOpen; // the upper lip's edge; the clip hides teeth above it
    this.parts.teeth.setAttribute('y', String(upper - 8 + 5.5 * this.shape.teeth));
    this.parts.tongue.setAttribute('cy', String(167 + 3 * this.shape.jawOpen - 12 * this.shape.tongue));
  }

  drawEyes(now) {
    if (now > this.blinkAt + BLINK_MS) this.blinkAt = now + 2200 + Math.random() * 3200;
    const shut = now > this.blinkAt ? Math.sin(((now - this.blinkAt) / BLINK_MS) * Math.PI) : 0;
    const height = Math.max(0.6, 9 * (1 - shut) * (1 - 0.12 * this.mood.smile));
    const look = { thinking: [3, -3], listening: [0, 0.6] }[this.activity] ?? [0, 0];
    this.parts.pupils.setAttribute('transform', `translate(${look[0]} ${look[1]})`);
    for (const [side, x] of [['left', 74], ['right', 126]]) {
      this.parts[`eye-clip-${side}`].setAttribute('ry', height.toFixed(2));
      this.parts[`lid-${side}`].setAttribute('d', `M${x - 12} 97Q${x} ${97 - 2 * height} ${x + 12} 97`);
    }
    this.drawBrows();
  }

  drawBrows() {
    const up = this.mood.brow + ({ listening: 2, thinking: 3 }[this.activity] ?? 0);
    const worry = Math.max(0, 0.4 - this.mood.smile) * 12; // inner ends rise
    this.parts['brow-left'].setAttribute('d', `M60 ${80 - up + worry / 3}Q72 ${72 - up} 86 ${78 - up - worry}`);
    this.parts['brow-right'].setAttribute('d', `M140 ${80 - up + worry / 3}Q128 ${72 - up} 114 ${78 - up - worry}`);
  }

  drawHead(now) {
    const breath = Math.sin(now / 1100) * 1.1;
    const lively = this.activity === 'speaking' ? 1.6 : 0.7;
    const turn = this.mood.tilt + Math.sin(now / 1700) * lively + (this.activity === 'listening' ? 2.5 : 0);
    this.parts.body.setAttribute('transform', `translate(0 ${breath.toFixed(2)})`);
    this.parts.head.setAttribute('transform', `translate(0 ${(breath * 0.6 - 0.6).toFixed(2)}) rotate(${turn.toFixed(2)} 100 168)`);
  }
}

/** Towards the closed mouth, over a few frames: for the natural end of speech. */
function settle(shape) {
  return Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, value + (CLOSED[key] - value) * 0.5]));
}
