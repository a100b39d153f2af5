// Reads one JSON event a line from stdin and tells which of them the stock client does not know, and which make it throw.
// The parser alone is not enough: the client reads every message item a second time, with a stricter schema.
// It is not exported by the package, so it is loaded by its file.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const main = require.resolve('@openai/agents-realtime');
const { parseRealtimeEvent } = require(join(dirname(main), 'openaiRealtimeEvents.js'));
const { OpenAIRealtimeBase } = require(main);

class Listener extends OpenAIRealtimeBase {
  sendEvent() {} // it asks for items again after a transcript; nobody is there to answer
  _afterAudioDoneEvent() {}
}

const listener = new Listener();
listener.on('error', () => {}); // our own `error` events
const unknown = [];
const thrown = [];
let count = 0;
for await (const data of createInterface({ input: process.stdin })) {
  count += 1;
  const { data: event, isGeneric } = parseRealtimeEvent({ data });
  if (!event || isGeneric !== false) unknown.push(JSON.parse(data).type);
  try {
    listener._onMessage({ data });
  } catch (error) {
    thrown.push(`${JSON.parse(data).type}: ${error.message}`);
  }
}
console.log(JSON.stringify({ count, unknown, thrown }));
