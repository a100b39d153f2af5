// Finds a connection that died without a word: to the browser such a socket looks open for minutes.
// Pure: time is an argument (ms), so that node can test it.

const ASK_MS = 3500; // of silence while an answer is owed
const LOST_MS = 3500; // of silence after the question
export const BEAT_MS = 1000; // how often to call `beat`; together a dead line is found within 9 s

export class Heartbeat {
  /** `ask()` sends something that the server always answers; `lost()` gives the connection up. */
  constructor({ ask, lost }) {
    this.ask = ask;
    this.lost = lost;
    this.heard(0);
  }

  /** Anything at all has arrived. */
  heard(now) {
    this.heardAt = now;
    this.askedAt = null;
  }

  /** `owed`: somebody speaks or waits. A quiet page sends nothing, so that the desk may end it as idle. */
  beat(now, owed) {
    if (!owed) return this.heard(now);
    // Only an unanswered question counts: a sleeping page's timers are late, its messages are not.
    if (this.askedAt !== null) {
      if (now - this.askedAt >= LOST_MS) this.lost();
    } else if (now - this.heardAt >= ASK_MS) {
      this.askedAt = now;
      this.ask();
    }
  }
}
