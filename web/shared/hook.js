// What the host page and the tests may see: a frozen state object, and CustomEvents `desk:*` on the element.

/** The widget's state at this moment. Times in ms, mouth values 0..1. */
export function debugOf({ captions, client, mic, player, face, session, notices }) {
  return Object.freeze({
    state: client.state, reconnects: client.reconnects, sessionId: session.session ?? '', reference: session.reference ?? '',
    micState: mic.state, micLevel: mic.level, playing: player.playing, audible: Boolean(player.audible),
    playedMs: player.position()?.ms ?? 0, stopLatencyMs: player.stopLatencyMs,
    mouth: { ...face.shape }, mouthOpen: face.shape.jawOpen, mouthMax: face.mouthMax, frames: { mouthOpen: [...face.history] },
    notices: [...notices], lastPartial: captions.lastPartial, lastFinal: captions.lastFinal, lastReply: captions.lastReply,
  });
}

/** Fires `desk:<name>` on the element; `detail` is a copy for the listener to keep. */
export function tellPage(element, name, detail) {
  element.dispatchEvent(new CustomEvent(`desk:${name}`, { detail }));
}

const HEARD = 'conversation.item.input_audio_transcription.completed';

/** Hands the desk's own events on, and what both sides said. The token stays inside: it opens the conversation. */
export function relay(element, event) {
  const { type, event_id: _, token: __, ...detail } = event;
  if (type.startsWith('desk.')) tellPage(element, type.slice(5), detail);
  if (type === HEARD) tellPage(element, 'heard', { item_id: event.item_id, text: event.transcript });
  if (type === 'response.output_audio_transcript.done') tellPage(element, 'reply', { item_id: event.item_id, text: event.transcript });
  if (type === 'response.output_text.done') tellPage(element, 'reply', { item_id: event.item_id, text: event.text });
}
