import { get, type IncomingMessage } from 'node:http';

export type ServerSentEvent = { event: string; data: string; id: string };

/** A client of Server-Sent Events, as a browser's EventSource reads them (WHATWG HTML, section 9.2.6). */
export type EventClient = {
  status: number;
  events: ServerSentEvent[];
  /** Comments, which keep the connection up. */
  comments(): number;
  /** The id to come back with. */
  lastId(): string;
  /** Settles when the stream has ended. */
  ended: Promise<void>;
  /** Waits until there are so many events. */
  until(count: number): Promise<ServerSentEvent[]>;
  close(): void;
};

/** Opens a stream and waits for its beginning. */
export async function followEvents(url: string, headers: Record<string, string> = {}): Promise<EventClient> {
  const request = get(url, { headers, agent: false });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
  const events: ServerSentEvent[] = [];
  const waiting = new Set<() => void>();
  let comments = 0;
  let lastId = '';
  let text = '';
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => void response.once('close', () => resolve()));
  const begun = new Promise<void>((resolve) => void response.once('data', () => resolve()));
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) takeBlock(block);
    for (const wake of waiting) wake();
  });
  function takeBlock(block: string): void {
    const fields = new Map(block.split('\n').map((line) => splitAt(line)));
    if (fields.has('')) comments++;
    lastId = fields.get('id') ?? lastId;
    const data = fields.get('data');
    if (data !== undefined) events.push({ event: fields.get('event') ?? 'message', data, id: lastId });
  }
  if (response.statusCode === 200) await Promise.race([begun, ended]);
  return {
    status: response.statusCode ?? 0,
    events,
    comments: () => comments,
    lastId: () => lastId,
    ended,
    async until(count) {
      while (events.length < count) {
        if (response.closed) throw new Error(`ended after ${events.length} of ${count} events`);
        await new Promise<void>((resolve, reject) => {
          const gone = () => reject(new Error(`ended after ${events.length} of ${count} events`));
          response.once('close', gone);
          waiting.add(() => {
            response.off('close', gone);
            resolve();
          });
        });
        waiting.clear();
      }
      return events;
    },
    close: () => void request.destroy(),
  };
}

function splitAt(line: string): [string, string] {
  const at = line.indexOf(':');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1).replace(/^ /, '')];
}
