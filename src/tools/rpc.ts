import { z } from 'zod';

/** Versions of the Model Context Protocol whose four messages used here are the same; the first is asked for. */
export const protocolVersions = ['2025-06-18', '2025-11-25', '2025-03-26', '2024-11-05'] as const;

const Id = z.union([z.number(), z.string()]);
const Wire = z.looseObject({
  id: Id.optional(),
  method: z.string().optional(),
  error: z.looseObject({ code: z.number() }).optional(),
  result: z.unknown().optional(),
});

/** What may come from a server: an answer, or a request or notification of its own. */
export type Incoming =
  | { kind: 'result'; id: string | number; result: unknown }
  | { kind: 'error'; id: string | number; code: number }
  | { kind: 'call'; id: string | number | undefined; method: string };

/** The server answered with an error, or did not answer; `reached` means that it may have done what was asked. */
export class RpcFault extends Error {
  override name = 'RpcFault';
  readonly again: boolean;
  readonly reached: boolean;

  constructor(reason: string, { again, reached }: { again: boolean; reached: boolean }) {
    super(reason);
    this.again = again;
    this.reached = reached;
  }
}

/** A conversation with one server, JSON-RPC 2.0. */
export type Channel = {
  /** The result of a request; throws RpcFault, or the reason of `signal`. */
  request(method: string, params: object, timeoutMs: number, signal: AbortSignal): Promise<unknown>;
  notify(method: string, signal: AbortSignal): Promise<void>;
  /** What `initialize` agreed on, for servers that want to hear it again. */
  agreed(version: string): void;
  isOpen(): boolean;
  close(): Promise<void>;
};

/** What our side answers to a request of the server: it is there, and offers nothing. */
export function answerTo(method: string, id: string | number): object {
  if (method === 'ping') return { jsonrpc: '2.0', id, result: {} };
  return { jsonrpc: '2.0', id, error: { code: -32601, message: 'not offered' } };
}

/** An error answer as a fault; its message may quote values and is left out. Codes: JSON-RPC 2.0 section 5.1. */
export function faultOf(code: number): RpcFault {
  const isRefusal = code <= -32600 && code >= -32602;
  return new RpcFault(`the server answered error ${code}`, { again: false, reached: !isRefusal });
}

/** One message of the wire; undefined when it is none. */
export function parseMessage(text: string): Incoming | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = Wire.safeParse(value);
  if (data === undefined) return undefined;
  const { id, method, error, result } = data;
  if (method !== undefined) return { kind: 'call', id, method };
  if (id === undefined) return undefined;
  return error === undefined ? { kind: 'result', id, result } : { kind: 'error', id, code: error.code };
}
