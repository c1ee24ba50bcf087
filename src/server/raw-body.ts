import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** What Hono gets from the Node adapter; all missing when a test calls `app.request()`. */
export type NodeEnv = { Bindings: Partial<HttpBindings> };

export type RawBody = { kind: 'read'; bytes: Uint8Array } | { kind: 'too_large' } | { kind: 'broken' };

/**
 * The exact bytes of a request body, as its signature covers them, up to `limit` bytes.
 *
 * Read from Node's stream, which saves the making of a whole `Request`; so nothing before may touch the body.
 * A body announced as too large is not read at all; `broken` when the caller hung up in the middle.
 */
export async function readRawBody(c: Context<NodeEnv>, limit: number): Promise<RawBody> {
  if (Number(c.req.header('content-length') ?? 0) > limit) return { kind: 'too_large' };
  const incoming = incomingOf(c);
  return incoming === undefined ? readWeb(c.req.raw.body, limit) : readIncoming(incoming, limit);
}

/** Node's own request; undefined when a test calls `app.request()`. */
export function incomingOf(c: Pick<Context<NodeEnv>, 'env'>): IncomingMessage | undefined {
  // Without a server Hono leaves `env` undefined, which its types do not say.
  return (c.env as NodeEnv['Bindings'] | undefined)?.incoming;
}

function readIncoming(incoming: IncomingMessage, limit: number): Promise<RawBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (body: RawBody) => {
      incoming.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
      resolve(body);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > limit) finish({ kind: 'too_large' });
    };
    const onEnd = () => finish({ kind: 'read', bytes: joined(chunks) });
    const onBroken = () => finish({ kind: 'broken' });
    if (incoming.destroyed) return onBroken();
    incoming.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  });
}

async function readWeb(body: ReadableStream<Uint8Array> | null, limit: number): Promise<RawBody> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    chunks.push(chunk);
    if (size > limit) return { kind: 'too_large' };
  }
  return { kind: 'read', bytes: joined(chunks) };
}

function joined(chunks: Uint8Array[]): Uint8Array {
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
}

const unzip = promisify(gunzip);

/** Unzips off the event loop, into `limit` bytes at most, so that a small body cannot fill the memory. */
export async function gunzipWithin(bytes: Uint8Array, limit: number): Promise<RawBody> {
  try {
    return { kind: 'read', bytes: await unzip(bytes, { maxOutputLength: limit }) };
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    return { kind: isTooLarge ? 'too_large' : 'broken' };
  }
}
