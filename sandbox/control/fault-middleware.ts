import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { MiddlewareHandler } from 'hono';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, typeOf } from '../nylas/errors.ts';
import { errorResponse, statusWithBody, type SandboxContext, type SandboxEnv } from '../nylas/http.ts';
import { schemaNameIn } from '../model/request.ts';
import type { World } from '../world.ts';
import type { Fault } from './faults.ts';

const CHAT = '/v1/chat/completions';

/** Applies the fault table to `/v3` and `/v1`: the first rule that matches a request decides what goes wrong. */
export function faultMiddleware(world: World): MiddlewareHandler<SandboxEnv> {
  return async function applyFaults(c, next) {
    const { method, path } = c.req;
    const model = path === CHAT && method === 'POST' ? (schemaNameIn(await c.req.text()) ?? '') : undefined;
    const fault = world.faults.take({ method, path, model });
    if (!fault) return next();

    const send = method === 'POST' && path.endsWith('/messages/send');
    if (
      send &&
      (fault.action === 'delay' || fault.action === 'accept_202' || (fault.action === 'status' && fault.kept))
    ) {
      c.set('sendFault', fault);
      return next();
    }
    await sleep(fault.delay_ms, undefined, { signal: world.stopping }).catch(() => {});
    return applyTo(c, fault, next);
  };
}

async function applyTo(
  c: SandboxContext,
  fault: Fault,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  switch (fault.action) {
    case 'status':
      return statusAnswer(c, fault, fault.status ?? 500);
    case 'html':
      return htmlAnswer(c, fault, fault.status ?? 502);
    case 'drop_before':
      return dropped(c);
    case 'accept_then_drop':
      await next();
      return dropped(c);
    case 'accept_then_status':
      await next();
      c.res = statusAnswer(c, fault, fault.status ?? 504);
      return undefined;
    case 'malformed_json':
      await next();
      c.res = await cutInHalf(c.res);
      return undefined;
    case 'delay':
    case 'accept_202':
      await next();
      return undefined;
  }
}

function statusAnswer(c: SandboxContext, fault: Fault, status: number): Response {
  const type = fault.type ?? typeOf(status);
  return errorResponse(
    c,
    new ApiError(status, type, 'A fault of the sandbox, set by its operator.', headersOf(fault)),
  );
}

/** What an edge in front of the API answers (CONTRACT section 0). */
function htmlAnswer(c: SandboxContext, fault: Fault, status: number): Response {
  const page = `<html><head><title>${status}</title></head><body><h1>${status}</h1><p>sandbox edge</p></body></html>`;
  for (const [name, value] of Object.entries(headersOf(fault))) c.header(name, value);
  return c.html(page, statusWithBody(status));
}

function headersOf({ retry_after: retryAfter }: Fault): Record<string, string> {
  return retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
}

function dropped(c: SandboxContext): Response {
  c.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

async function cutInHalf(response: Response): Promise<Response> {
  const text = await response.text();
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return new Response(text.slice(0, Math.ceil(text.length / 2)), { status: response.status, headers });
}
