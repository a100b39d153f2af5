// Which mouth shape belongs to what is heard this very moment.

import { fromLevel, Timeline } from './visemes.js';

const KEPT = 8; // replies whose phones are remembered

export class Lips {
  /** `player`: gives the position in an item's audio, and its loudness. */
  constructor(player) {
    this.player = player;
    this.timelines = new Map();
    this.table = null;
  }

  /** Fetches the table of visemes. Without it the mouth follows the loudness. Returns whether it is there. */
  async load(url) {
    try {
      this.table ??= await (await fetch(url)).json();
    } catch {
      return false;
    }
    return true;
  }

  add({ item_id, phones }) {
    if (!this.table) return;
    if (!this.timelines.has(item_id)) this.timelines.set(item_id, new Timeline(this.table));
    this.timelines.get(item_id).add(phones);
    if (this.timelines.size > KEPT) this.timelines.delete(this.timelines.keys().next().value);
  }

  /** The shape now, or null while nothing is heard. */
  shape() {
    const heard = this.player.playing ? this.player.position() : null;
    if (!heard) return null;
    const timeline = this.timelines.get(heard.item);
    return timeline ? timeline.at(heard.ms) : fromLevel(this.player.level(heard.item, heard.ms));
  }
}
