import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { MiddlewareHandler } from 'hono';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorResponse, statusWithBody, type SandboxContext, type SandboxEnv } from '../nylas/http.ts';
import { schemaNameIn } from '../model/request.ts';
import type { World } from '../world.ts';
import type { RequestFault } from './actions.ts';
import { endpointOf } from './endpoints.ts';
import { errorOf, headersOf } from './fault-answers.ts';

/** Applies faults to `/v3` and `/v1`: the first rule of the table that matches a request, else what chaos draws. */
export function faultMiddleware(world: World): MiddlewareHandler<SandboxEnv> {
  return async function applyFaults(c, next) {
    const { method, path } = c.req;
    const body = world.faults.isEmpty() && !world.chaos.isActive() ? '' : await textOfModelCall(c);
    const request = { method, path, schema: () => schemaNameIn(body) };
    const fault = world.faults.take(request) ?? world.chaos.ofRequest(request);
    if (!fault) return next();
    if (belongsInside(fault, endpointOf(request))) {
      c.set('fault', fault);
      return next();
    }
    await sleep(fault.delay_ms, undefined, { signal: world.stopping }).catch(() => {});
    return applyTo(c, fault, next);
  };
}

async function textOfModelCall(c: SandboxContext): Promise<string> {
  return c.req.path.startsWith('/v1/') && c.req.method === 'POST' ? c.req.text() : '';
}

/** Faults that the route itself must bring about, because a key is in progress or the effect itself changes. */
function belongsInside({ action, kept }: RequestFault, endpoint: string | undefined): boolean {
  if (action === 'accept_202' || action === 'persona') return true;
  if (endpoint !== 'send') return false;
  return action === 'delay' || (kept && (action === 'status' || action === 'accept_then_status'));
}

async function applyTo(
  c: SandboxContext,
  fault: RequestFault,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  const { action } = fault;
  if (action === 'status') return errorResponse(c, errorOf(fault, 500));
  if (action === 'html') return htmlAnswer(c, fault);
  if (action === 'drop_before') return dropped(c);
  await next();
  // From here on it has happened, and what is told of it goes wrong.
  if (action === 'accept_then_drop') return dropped(c);
  if (action === 'accept_then_status') c.res = errorResponse(c, errorOf(fault, 504));
  if (action === 'accept_then_html') c.res = await htmlAnswer(c, fault);
  if (action === 'malformed_json') await replaceText(c, (text) => text.replace(/[,:]/, ';'));
  if (action === 'truncated_json') await replaceText(c, firstHalf);
  if (action === 'reset_mid_body') await resetMidBody(c);
  return undefined;
}

/** What an edge in front of the API answers (CONTRACT section 0). */
function htmlAnswer(c: SandboxContext, fault: RequestFault): Response | Promise<Response> {
  const status = fault.status ?? 502;
  const page = `<html><head><title>${status}</title></head><body><h1>${status}</h1><p>sandbox edge</p></body></html>`;
  for (const [name, value] of Object.entries(headersOf(fault))) c.header(name, value);
  return c.html(page, statusWithBody(status));
}

function dropped(c: SandboxContext): Response {
  c.env.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** Announces the whole answer, sends half of it and resets the connection. */
async function resetMidBody(c: SandboxContext): Promise<void> {
  const body = Buffer.from(await c.res.text());
  const { outgoing, incoming } = c.env;
  outgoing.writeHead(c.res.status, { 'content-type': 'application/json', 'content-length': body.byteLength });
  outgoing.write(body.subarray(0, Math.ceil(body.byteLength / 2)), () => incoming.socket.resetAndDestroy());
  c.res = undefined;
  c.res = RESPONSE_ALREADY_SENT;
}

async function replaceText(c: SandboxContext, change: (text: string) => string): Promise<void> {
  const headers = new Headers(c.res.headers);
  headers.delete('content-length');
  const { status } = c.res;
  c.res = new Response(change(await c.res.text()), { status, headers });
}

function firstHalf(text: string): string {
  return text.slice(0, Math.ceil(text.length / 2));
}
