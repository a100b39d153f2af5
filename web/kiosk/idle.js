// When nobody stands at the kiosk any more. Pure: `now` in ms, from one monotonic clock.

export const QUIET_MS = 45_000;
export const COUNTDOWN_MS = 10_000;

export class Idle {
  constructor(now) {
    this.touch(now);
  }

  /** Somebody touched, spoke or was spoken to. */
  touch(now) {
    this.touchedAt = now;
  }

  /** {phase: "active" | "counting" | "over", left}: seconds of the countdown that are left, rounded up. */
  at(now) {
    const quiet = now - this.touchedAt;
    if (quiet < QUIET_MS) return { phase: 'active', left: COUNTDOWN_MS / 1000 };
    const left = QUIET_MS + COUNTDOWN_MS - quiet;
    return { phase: left > 0 ? 'counting' : 'over', left: Math.max(0, Math.ceil(left / 1000)) };
  }
}
