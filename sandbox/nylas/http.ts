import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import type { RequestFault } from '../control/actions.ts';
import { ApiError, invalid } from './errors.ts';
import type { Mailbox } from './mailbox.ts';

export type SandboxEnv = {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    mailbox: Mailbox;
    /** A fault that the route itself brings about. */
    fault: RequestFault | undefined;
  };
};
export type SandboxContext = Context<SandboxEnv>;

/** `{request_id, data}` (CONTRACT section 0); `beside` adds members next to `data`. */
export function ok(c: SandboxContext, data: unknown, beside: Record<string, unknown> = {}): Response {
  return c.json({ request_id: c.get('requestId'), ...beside, data });
}

/** The error shape of CONTRACT section 0. */
export function errorBody(requestId: string, { type, message }: ApiError): Record<string, unknown> {
  return { request_id: requestId, error: { type, message } };
}

export function errorResponse(c: SandboxContext, error: ApiError): Response {
  for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
  return c.json(errorBody(c.get('requestId'), error), statusWithBody(error.status));
}

/** The status as Hono's type wants it; one that cannot carry a body becomes 500. */
export function statusWithBody(status: number): ContentfulStatusCode {
  return carriesBody(status) ? status : 500;
}

function carriesBody(status: number): status is ContentfulStatusCode {
  return status >= 200 && status < 600 && ![204, 205, 304].includes(status);
}

const MAX_JSON_BYTES = 3 * 1024 * 1024;

/** The JSON body, checked; 400 naming the member at fault, 413 over 3 MB (CONTRACT section 3.2). */
export async function readJson<T>(c: SandboxContext, schema: z.ZodType<T>): Promise<T> {
  return parseJson(new Uint8Array(await c.req.arrayBuffer()), schema);
}

export function parseJson<T>(bytes: Uint8Array, schema: z.ZodType<T>): T {
  if (bytes.byteLength > MAX_JSON_BYTES)
    throw new ApiError(413, 'request_too_large', 'A JSON body may have 3 MB.');
  let value: unknown;
  try {
    value = bytes.byteLength === 0 ? {} : JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw invalid('The request body could not be parsed.');
  }
  return check(value, schema);
}

export function check<T>(value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'is not valid'}`);
}
