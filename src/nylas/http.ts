import { performance } from 'node:perf_hooks';
import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import { startDeadline } from '#deadline.ts';
import type { Clock } from '#domain/ports.ts';
import { readBody } from './body.ts';
import type { Call, Exchange, HttpAnswer, OnCall } from './call.ts';
import { noAnswer } from './fault.ts';
import { retryAfterMs } from './retry-after.ts';
import { pathOf } from './path.ts';

type Options = { apiUrl: string; apiKey: string; onCall?: OnCall; now?: Clock };

/** HTTP over connections that are kept alive, without redirects and without retries. */
export function createHttp({ apiUrl, apiKey, onCall, now = Date.now }: Options): {
  exchange: Exchange;
  close: () => Promise<void>;
} {
  const base = new URL(apiUrl);
  const prefix = base.pathname.replace(/\/+$/, '');
  // Undici's own limits (300 s, per phase) would undercut a longer deadline; the deadline below bounds everything.
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 10_000 });

  async function answerTo(call: Call, path: string, signal: AbortSignal): Promise<HttpAnswer> {
    const { statusCode, headers, body } = await request.call(agent, {
      origin: base.origin,
      path,
      method: call.method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        accept: call.maxFileBytes === undefined ? 'application/json' : '*/*',
        'accept-encoding': 'gzip',
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
      },
      body: call.body ?? null,
      signal,
    });
    const isFile = call.maxFileBytes !== undefined && statusCode >= 200 && statusCode < 300;
    const encoding = single(headers['content-encoding']);
    const bytes = await readBody(body, encoding, isFile ? call.maxFileBytes : undefined);
    return {
      status: statusCode,
      text: isFile ? undefined : bytes?.toString('utf8'),
      file: isFile ? bytes : undefined,
      requestId: single(headers['x-request-id']),
      dateMs: timeOf(single(headers['date'])),
      retryAfterMs: retryAfterMs(single(headers['retry-after']), now()),
      replayed: single(headers['idempotent-response'])?.toLowerCase() === 'true',
    };
  }

  async function exchange(call: Call, signal: AbortSignal): Promise<HttpAnswer> {
    signal.throwIfAborted();
    const path = prefix + pathOf(call.route, call.ids ?? [], call.query ?? {});
    using deadline = startDeadline(call.timeoutMs, signal);
    const startedAt = performance.now();
    const report = (status: Parameters<OnCall>[0]['status']) =>
      onCall?.({ operation: call.operation, status, tookMs: performance.now() - startedAt });
    try {
      const answer = await answerTo(call, path, deadline.signal);
      report(answer.status);
      return answer;
    } catch (error) {
      if (signal.aborted) report('aborted');
      else report(deadline.passed() ? 'timeout' : 'network');
      signal.throwIfAborted();
      throw noAnswer(call, error, { origin: base.origin, timedOut: deadline.passed() });
    }
  }

  return { exchange, close: () => agent.close() };
}

function timeOf(date: string | undefined): number | undefined {
  const ms = Date.parse(date ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
