import type { MiddlewareHandler } from 'hono';
import { createHash } from 'node:crypto';
import { newUuid } from '../ids.ts';
import type { SandboxEnv } from '../nylas/http.ts';
import type { World } from '../world.ts';

const secret = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** Gives every request its id (also as `x-request-id`) and writes those to `/v3` and `/v1` into the request log. */
export function requestLog(world: World): MiddlewareHandler<SandboxEnv> {
  return async function logRequest(c, next) {
    const began = performance.now();
    const requestId = newUuid();
    c.set('requestId', requestId);
    c.header('x-request-id', requestId);
    const { method, path, url } = c.req;
    const watched = path.startsWith('/v3') || path.startsWith('/v1');
    const body = watched && method !== 'GET' ? new Uint8Array(await c.req.arrayBuffer()) : undefined;
    await next();
    if (!watched) return;
    world.requests.add({
      at: new Date().toISOString(),
      method,
      path,
      query: new URL(url).search.slice(1),
      // A dropped connection answered nothing.
      status: c.env.incoming.socket.destroyed ? 0 : c.res.status,
      took_ms: Math.round(performance.now() - began),
      headers: Object.fromEntries(Object.entries(c.req.header()).filter(([name]) => !secret.has(name))),
      body_sha256: body && body.byteLength > 0 ? createHash('sha256').update(body).digest('hex') : undefined,
    });
  };
}
