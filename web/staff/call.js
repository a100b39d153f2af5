// One call as staff see it: a model without a page, fed with the desk's staff events.

/** `entries` {id, role, text, final, cut, citations, person} as of shared/captions.js; `feelings` newest last. */
export class Call {
  constructor({ session_id, reference, channel, summary, items, feelings, form }) {
    Object.assign(this, { id: session_id, reference, channel, summary, feelings, form });
    this.listening = false;
    this.entries = items.map(({ item_id, by, text, citations }) => entry(item_id, by, { text, citations, final: true }));
  }

  find(id) {
    return this.entries.find((entry) => entry.id === id);
  }

  /** Takes one event. Returns the id of the entry that changed, "" for anything else. */
  take(event) {
    return HANDLERS[event.type]?.(this, event) ?? '';
  }

  put(id, by, fields) {
    const found = this.find(id);
    if (found) Object.assign(found, fields);
    else this.entries.push(entry(id, by, fields));
    return id;
  }

  remove(id) {
    this.entries = this.entries.filter((entry) => entry.id !== id);
    return id;
  }
}

function entry(id, by, fields) {
  return { id, role: by === 'customer' ? 'user' : 'assistant', person: by === 'staff', text: '', final: false, cut: false, citations: [], ...fields };
}

const HANDLERS = {
  'staff.caption': (call, { item_id, text, final }) => (final && !text ? call.remove(item_id) : call.put(item_id, 'customer', { text, final })),
  'staff.text': (call, { item_id, text, by }) => call.put(item_id, by, { text }),
  'staff.citations': (call, { item_id, citations }) => call.put(item_id, 'desk', { citations }),
  'staff.cut': (call, { item_id }) => (call.find(item_id) ? call.put(item_id, 'desk', { cut: true }) : ''),
  'staff.listening': (call, { on }) => void (call.listening = on),
  'staff.emotion': (call, { label, arousal }) => void (call.feelings = [...call.feelings, { label, arousal }].slice(-40)),
  'staff.form': (call, { form }) => void (call.form = form),
};
