import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import { startDeadline } from '#deadline.ts';
import { isPublicAddress, literalAddress, NotPublic, publicLookup } from './addresses.ts';

/** More is never read, whatever a tool allows. */
const MOST_BYTES = 1024 * 1024;

export type HttpRequest = {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string | undefined;
  timeoutMs: number;
  /** Private, loopback and link-local addresses too. */
  allowPrivate: boolean;
  /** Reading ends when this is true of what has come, as a stream may stay open. */
  isEnough?: (text: string) => boolean;
};

/** `reached`: the request may have been worked although no answer came. */
export type HttpOutcome =
  | { kind: 'answered'; status: number; headers: Headers; text: string; isCut: boolean }
  | { kind: 'unanswered'; reason: string; reached: boolean };

type Headers = Readonly<Record<string, string | undefined>>;

export type Http = {
  /** One attempt, no redirects. Throws only the reason of `signal`; reasons name the host, never path, headers or values. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpOutcome>;
  close(): Promise<void>;
};

/** HTTP to tools. Names are looked up by ourselves, so that none of them leads into our own network. */
export function createToolHttp(): Http {
  const limits = { headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 4_000, maxHeaderSize: 16_384 };
  const open = new Agent(limits);
  const guarded = new Agent({ ...limits, connect: { lookup: publicLookup } });

  async function answerTo(call: HttpRequest, signal: AbortSignal): Promise<HttpOutcome> {
    const { statusCode, headers, body } = await request.call(call.allowPrivate ? open : guarded, {
      origin: call.url.origin,
      path: call.url.pathname + call.url.search,
      method: call.method,
      headers: { 'accept-encoding': 'identity', 'user-agent': 'inreply', ...call.headers },
      body: call.body ?? null,
      signal,
    });
    const known = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, single(value)]));
    const { text, isCut } = await readBounded(body, call.isEnough);
    return { kind: 'answered', status: statusCode, headers: known, text, isCut };
  }

  return {
    async send(call, signal) {
      signal.throwIfAborted();
      const { url } = call;
      const literal = literalAddress(url);
      if (literal !== undefined && !call.allowPrivate && !isPublicAddress(literal)) return refused(url);
      using deadline = startDeadline(call.timeoutMs, signal);
      try {
        return await answerTo(call, deadline.signal);
      } catch (error) {
        signal.throwIfAborted();
        if (isNotPublic(error)) return refused(url);
        if (deadline.passed())
          return {
            kind: 'unanswered',
            reason: `${url.host} gave no answer within ${call.timeoutMs} ms`,
            reached: true,
          };
        const code = codeOf(error);
        const reached = !['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'].includes(code);
        return { kind: 'unanswered', reason: `${url.host} cannot be reached (${code})`, reached };
      }
    },
    close: async () => {
      await Promise.all([open.destroy(), guarded.destroy()]);
    },
  };
}

function refused({ host }: URL): HttpOutcome {
  const reason = `${host} is no public address; a tool of your own network needs allow_private: true`;
  return { kind: 'unanswered', reason, reached: false };
}

/** Leaving the loop destroys the stream, and with it the connection. */
async function readBounded(
  body: AsyncIterable<Uint8Array>,
  isEnough: HttpRequest['isEnough'],
): Promise<{ text: string; isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > MOST_BYTES || isEnough?.(Buffer.concat(chunks).toString('utf8')) === true) break;
  }
  const bytes = Buffer.concat(chunks);
  return { text: bytes.subarray(0, MOST_BYTES).toString('utf8'), isCut: size > MOST_BYTES };
}

function isNotPublic(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof NotPublic) return true;
  return false;
}

function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return 'the connection broke';
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
