import { connect } from 'node:net';
import type { RequestAt } from './webhook.ts';

export type Load = {
  requests: number;
  /** Answers that were not 200, and connections that broke. */
  faults: number;
  seconds: number;
  latenciesMs: number[];
};

/** Keeps `connections` busy with one request after the other (a closed loop) for `seconds`. */
export async function putLoad(
  requestAt: RequestAt,
  { port, connections, seconds }: { port: number; connections: number; seconds: number },
): Promise<Load> {
  const load: Load = { requests: 0, faults: 0, seconds, latenciesMs: [] };
  const startedAt = performance.now();
  const untilMs = startedAt + seconds * 1000;
  let next = 0;
  const keepBusy = () =>
    new Promise<void>((done) => {
      let sentAt = 0;
      let received = '';
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const send = () => {
        sentAt = performance.now();
        if (sentAt >= untilMs) socket.end();
        else socket.write(requestAt(next++));
      };
      socket.on('connect', send);
      socket.on('data', (part) => {
        received += part.toString('latin1');
        if (!isWhole(received)) return;
        load.requests++;
        load.latenciesMs.push(performance.now() - sentAt);
        if (!received.startsWith('HTTP/1.1 200')) load.faults++;
        received = '';
        send();
      });
      socket.on('error', () => load.faults++);
      socket.on('close', () => done());
    });
  await Promise.all(Array.from({ length: connections }, keepBusy));
  load.seconds = (performance.now() - startedAt) / 1000;
  return load;
}

/** Whether an HTTP/1.1 answer is complete: by its length, or by the last chunk. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const head = text.slice(0, end).toLowerCase();
  const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
  if (length !== undefined) return text.length >= end + 4 + Number(length);
  return head.includes('transfer-encoding: chunked') ? text.endsWith('0\r\n\r\n') : true;
}
