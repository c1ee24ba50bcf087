import { z } from 'zod';
import { messageOf, SetupError } from '#errors.ts';
import { knownApiToken } from '../api-token.ts';
import type { Config } from '../config.ts';
import type { Terminal } from './terminal.ts';

const TIMEOUT_MS = 10_000;

const Refusal = z.looseObject({ error: z.looseObject({ type: z.string(), message: z.string() }) });

export type ServerAnswer =
  | { kind: 'good'; body: unknown }
  | { kind: 'refused'; status: number; message: string };

/** Where the server of this configuration listens, seen from this machine. */
export function serverUrl({ http }: Pick<Config, 'http'>): string {
  const anywhere: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };
  const host = anywhere[http.host] ?? (http.host.includes(':') ? `[${http.host}]` : http.host);
  return `http://${host}:${http.port}`;
}

/**
 * Asks the running server (DESIGN section 6, "HTTP") with the token of API_TOKEN or DATA_DIR/api-token.
 * Throws SetupError, saying what to do, when there is no token, no server, or the token is not its own.
 */
export async function askServer(
  config: Config,
  path: string,
  { signal }: Pick<Terminal, 'signal'>,
  body?: unknown,
): Promise<ServerAnswer> {
  const url = serverUrl(config);
  const token = knownApiToken(config);
  if (token === undefined) {
    throw new SetupError(
      `no API token: set API_TOKEN as the server at ${url} has it (without one, a server keeps its own in DATA_DIR/api-token)`,
    );
  }
  const init = {
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  };
  const answer = await fetchText(
    `${url}${path}`,
    body === undefined ? init : { ...init, method: 'POST', body: JSON.stringify(body) },
  ).catch((cause: unknown) => {
    throw unreachableServer(url, cause);
  });
  if (answer.status === 401) {
    throw new SetupError(
      `the server at ${url} refuses the token; set API_TOKEN and DATA_DIR as the server has them`,
    );
  }
  const json = parseJson(answer.text);
  if (answer.status < 300 && json !== undefined) return { kind: 'good', body: json };
  const refusal = Refusal.safeParse(json);
  const message = refusal.data?.error.message ?? `the server at ${url} answered ${answer.status}`;
  return { kind: 'refused', status: answer.status, message };
}

/** Checks an answer of the server; SetupError when it is of another shape. */
export function readAnswer<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new SetupError('the server answers in another shape; does the same version of Inreply run there?');
}

async function fetchText(url: string, init: RequestInit): Promise<{ status: number; text: string }> {
  const response = await fetch(url, init);
  return { status: response.status, text: await response.text() };
}

function unreachableServer(url: string, cause: unknown): SetupError {
  const inner = cause instanceof Error ? cause.cause : undefined;
  const why = inner instanceof Error && 'code' in inner ? String(inner.code) : messageOf(cause);
  return new SetupError(
    `no server answers at ${url} (${why}); start it with npm start, or set HOST and PORT as it has them`,
    {
      cause,
    },
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
