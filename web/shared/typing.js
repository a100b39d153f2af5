// The text field's memory: a typed message is not lost with the connection, nor sent twice. Pure but for `field.value`.

export class Typing {
  constructor(field) {
    this.field = field;
    this.unsure = ''; // sent, and not yet seen by the desk
  }

  get text() {
    return this.field.value.trim();
  }

  sent() {
    this.unsure = this.text;
    this.field.value = '';
  }

  /** Another customer comes. */
  forget() {
    this.field.value = this.unsure = this.returned = '';
  }

  /** The desk has an item of the customer's: what was typed has arrived. */
  arrived() {
    this.unsure = '';
  }

  /** The connection is gone: what may have died with it goes back into the field. Returns whether anything did. */
  giveBack() {
    if (!this.unsure) return false;
    if (!this.field.value) this.returned = this.field.value = this.unsure;
    this.unsure = '';
    return true;
  }

  /** The conversation as the desk knows it: a message that had arrived after all leaves the field again. */
  resumed(items) {
    const newest = items.findLast(({ role }) => role === 'user')?.text;
    if (this.returned && this.field.value === this.returned && newest === this.returned) this.field.value = '';
    this.returned = '';
  }
}
