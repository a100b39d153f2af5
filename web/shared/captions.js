// What was said, by item: a model without a page, fed with server events.

/** Entries {id, role, text, final, cut, citations, person, and verdict once judged} in order of appearance. `role` is user, assistant or note; `person`: staff said it. */
export class Captions {
  constructor() {
    this.entries = [];
    this.person = false; // whether what the desk speaks from now on are a person's words
    this.lastPartial = '';
    this.lastFinal = '';
    this.lastReply = '';
  }

  find(id) {
    return this.entries.find((entry) => entry.id === id);
  }

  entry(id, role) {
    let found = this.find(id);
    if (found) return found;
    const person = this.person && role === 'assistant';
    this.entries.push((found = { id, role, text: '', final: false, cut: false, citations: [], person }));
    return found;
  }

  /** Takes one event. Returns the id of the entry that changed, "*" for all of them, "" for none. */
  take(event) {
    return HANDLERS[event.type]?.(this, event) ?? '';
  }

  /** Words of the customer that were not in an event, or of the page itself. */
  add(id, role, text) {
    Object.assign(this.entry(id, role), { text, final: true });
    if (role === 'user') this.lastFinal = text;
    return id;
  }

  cut(id) {
    const entry = this.find(id);
    if (entry) entry.cut = true;
    return entry ? id : '';
  }

  /** What the customer thinks of an answer. */
  judge(id, verdict) {
    const entry = this.find(id);
    if (entry) entry.verdict = verdict;
    return entry ? id : '';
  }

  partial(id, text) {
    const entry = this.entry(id, 'user');
    if (entry.final) return ''; // late
    this.lastPartial = entry.text = text;
    return id;
  }

  completed(id, text) {
    this.lastFinal = text;
    if (text) return this.add(id, 'user', text);
    return this.remove(id); // there was no evidence of speech
  }

  remove(id) {
    this.entries = this.entries.filter((entry) => entry.id !== id);
    return id;
  }

  say(id, delta) {
    const entry = this.entry(id, 'assistant');
    this.lastReply = entry.text += delta;
    return id;
  }

  resume(items) {
    this.entries = items.map((item) => ({
      id: item.item_id, role: item.role, text: item.text, final: true, cut: false, citations: item.citations ?? [], person: item.by === 'staff',
    }));
    return '*';
  }

  typed({ item }) {
    const text = item.content?.find((part) => part.type === 'input_text')?.text;
    return item.role === 'user' && text ? this.add(item.id, 'user', text) : '';
  }
}

const HEARD = 'conversation.item.input_audio_transcription';
const HANDLERS = {
  'desk.caption': (captions, e) => captions.partial(e.item_id, e.text),
  [`${HEARD}.delta`]: (captions, e) => captions.partial(e.item_id, (captions.find(e.item_id)?.text ?? '') + e.delta),
  [`${HEARD}.completed`]: (captions, e) => captions.completed(e.item_id, e.transcript),
  [`${HEARD}.failed`]: (captions, e) => captions.remove(e.item_id),
  'response.output_audio_transcript.delta': (captions, e) => captions.say(e.item_id, e.delta),
  'response.output_text.delta': (captions, e) => captions.say(e.item_id, e.delta),
  'desk.citations': (captions, e) => {
    captions.entry(e.item_id, 'assistant').citations = e.citations;
    return e.item_id;
  },
  'desk.resume': (captions, e) => captions.resume(e.items),
  'conversation.item.added': (captions, e) => captions.typed(e),
};
