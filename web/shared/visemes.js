// From phone timings to a mouth shape at an instant. Pure; the table is the one the server uses.

export const CLOSED = Object.freeze({ jawOpen: 0, mouthWide: 0.3, mouthRound: 0, lipsPressed: 0, teeth: 0, tongue: 0 });

const WINDOW_MS = 90; // how far neighbouring sounds colour each other
const LEAD_MS = 25; // lips move ahead of the sound
const FIRM = { PP: 3, FF: 2.5 }; // closures must really close, however short they are

/** The visemes of one item, growing as phones arrive. Times in ms from the start of the item's audio. */
export class Timeline {
  constructor(table) {
    this.table = table;
    this.segments = []; // {viseme, start, end}, in order
    this.from = 0; // first segment that may still matter; playback only goes forward
  }

  /** `phones`: rows [unit, tone, start_ms, end_ms, syllable]. */
  add(phones) {
    for (const [unit, , start, end] of phones) {
      const parts = this.table.phones[unit] ?? [['sil', 1]];
      const whole = parts.reduce((sum, [, share]) => sum + share, 0);
      let at = start;
      for (const [viseme, share] of parts) {
        const until = at + ((end - start) * share) / whole;
        this.segments.push({ viseme, start: at, end: until });
        at = until;
      }
    }
  }

  /** The mouth shape at `ms`. */
  at(ms) {
    const left = ms + LEAD_MS - WINDOW_MS / 2;
    const right = left + WINDOW_MS;
    while (this.from < this.segments.length && this.segments[this.from].end < left - 500) this.from++;
    const shape = { ...CLOSED };
    for (const key of Object.keys(shape)) shape[key] = 0;
    let total = 0;
    for (let i = this.from; i < this.segments.length && this.segments[i].start < right; i++) {
      const { viseme, start, end } = this.segments[i];
      const shared = Math.min(end, right) - Math.max(start, left);
      if (shared > 0) total += mix(shape, this.table.visemes[viseme] ?? CLOSED, shared * (FIRM[viseme] ?? 1));
    }
    const rest = Math.max(0, WINDOW_MS - total); // before the first sound, after the last and between pieces
    total += mix(shape, CLOSED, rest);
    for (const key of Object.keys(shape)) shape[key] /= total;
    return shape;
  }
}

function mix(shape, other, weight) {
  for (const key of Object.keys(shape)) shape[key] += (other[key] ?? 0) * weight;
  return weight;
}

/** A shape from loudness alone, for a voice that sends no phones. `level` 0..1. */
export function fromLevel(level) {
  return { ...CLOSED, jawOpen: Math.min(0.8, level * 1.6), teeth: Math.min(0.4, level) };
}
