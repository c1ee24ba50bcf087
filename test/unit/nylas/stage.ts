import type { ServerResponse } from 'node:http';
import { createNylas, type Nylas } from '#nylas/client.ts';
import { json, startPeer, type Seen } from './peer.ts';

export const never = new AbortController().signal;

export type Answer = (seen: Seen, response: ServerResponse, count: number) => void;

export type Stage = AsyncDisposable & { nylas: Nylas; seen: Seen[]; answer: (next: Answer) => void };

/** A client and the server it talks to, which answers as last told. */
export async function openStage(first: Answer): Promise<Stage> {
  let current = first;
  const peer = await startPeer((seen, response, count) => current(seen, response, count));
  const nylas = createNylas({ apiUrl: peer.url, apiKey: 'k', timeoutMs: 5_000, sendTimeoutMs: 5_000 });
  return {
    nylas,
    seen: peer.seen,
    answer: (next) => void (current = next),
    async [Symbol.asyncDispose]() {
      await nylas.close();
      await peer[Symbol.asyncDispose]();
    },
  };
}

export function always(status: number, body: unknown): Answer {
  return (_seen, response) => json(response, status, body);
}

/** Pages in order; the cursor of each is its number. */
export function pages(...all: object[][]): Answer {
  return ({ query }, response) => {
    const at = Number(query.get('page_token') ?? 0);
    const next_cursor = at + 1 < all.length ? String(at + 1) : null;
    json(response, 200, { request_id: 'r', data: all[at], next_cursor });
  };
}
