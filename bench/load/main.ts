/*
 * Plays Nylas delivering webhooks over many connections, as a process of its own.
 *
 * node bench/load/main.ts GRANT SECRET COUNT   prints "ready"; then each question over the channel to the parent,
 * {"port", "connections", "seconds"} as JSON, is one stretch of load and is answered with what came of it
 */
import { putLoad } from './connection.ts';
import { prepareRequests } from './webhook.ts';

const [grantId = '', secret = '', count = '1'] = process.argv.slice(2);
const requestAt = prepareRequests({ grantId, secret, count: Number(count) });

process.on('message', (question) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own parent says it
  const where = JSON.parse(String(question)) as { port: number; connections: number; seconds: number };
  void putLoad(requestAt, where).then((load) => process.send?.(load));
});
process.stdout.write('ready\n');
