// The one line that says how things stand. Pure.

/** The connection's trouble first, then who speaks, then a person who listens, then the microphone.
 *  `line` of the client, `activity` of the conversation, `mic` state; `idle` where there is nothing to tell. */
export function statusText({ line, activity, mic, withPerson }, words, idle) {
  const trouble = { closed: words.closed, connecting: words.connecting, reconnecting: words.reconnecting }[line];
  const heard = { starting: words.mic_starting, muted: words.muted, live: words.hearing, silent: words.silent }[mic];
  return trouble ?? words[activity] ?? (withPerson ? words.with_person : null) ?? heard ?? idle;
}
