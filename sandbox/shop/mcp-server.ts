import { createInterface } from 'node:readline';
import { answerMcp, ClientMessage } from './mcp.ts';

/**
 * The shop as an MCP server over standard input and output: a JSON-RPC message a line. The first argument says how it behaves:
 * `honest`, `hang` (takes calls and never answers), `crash` (ends at a call), `flood` (a line without end), `loud` (writes
 * nonsense and requests of its own between its answers), `old` (a version nobody knows).
 */
const [behaviour = 'honest'] = process.argv.slice(2);

const say = (message: object) =>
  void process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const message = ClientMessage.parse(JSON.parse(line));
  if (message.method === 'tools/call') {
    if (behaviour === 'hang') continue;
    if (behaviour === 'crash') process.exit(3);
    if (behaviour === 'flood') {
      process.stdout.write('x'.repeat(5 * 1024 * 1024));
      continue;
    }
  }
  if (behaviour === 'loud') {
    process.stdout.write('this is not JSON\n\n[]\n');
    process.stderr.write('a secret in the log\n');
    say({ id: `s${message.id ?? ''}`, method: 'sampling/createMessage', params: {} });
  }
  const answer = answerMcp(message, behaviour);
  if (answer) say(answer);
}
