// Reads one JSON event a line from stdin and tells which of them the stock client's parser does not know.
// The parser is not exported by the package, so it is loaded by its file.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const folder = dirname(require.resolve('@openai/agents-realtime'));
const { parseRealtimeEvent } = require(join(folder, 'openaiRealtimeEvents.js'));

const unknown = [];
let count = 0;
for await (const line of createInterface({ input: process.stdin })) {
  count += 1;
  const { data, isGeneric } = parseRealtimeEvent({ data: line });
  if (!data || isGeneric !== false) unknown.push(JSON.parse(line).type);
}
console.log(JSON.stringify({ count, unknown }));
