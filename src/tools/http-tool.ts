import type { Arguments, HttpTool, ToolOutcome } from '#domain/tools.ts';
import type { Http, HttpOutcome } from './http.ts';
import { expandUrl } from './url.ts';

/** Calls a tool that is an HTTP endpoint. `key` goes along as `Idempotency-Key`. */
export async function callHttp(
  http: Http,
  tool: HttpTool,
  values: Arguments,
  key: string | undefined,
  signal: AbortSignal,
): Promise<ToolOutcome> {
  const url = expandUrl(tool.url, values);
  if (url === undefined) return failed('an argument has no place in its URL');
  const body = tool.body === undefined ? undefined : JSON.stringify(filledIn(tool.body, values));
  const answer = await http.send(
    {
      method: tool.method,
      url,
      headers: {
        accept: 'application/json, text/plain;q=0.9, text/html;q=0.5',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...tool.headers,
      },
      body,
      timeoutMs: tool.timeout_ms,
      allowPrivate: tool.allow_private,
    },
    signal,
  );
  return outcomeOf(url, answer);
}

function outcomeOf({ host }: URL, answer: HttpOutcome): ToolOutcome {
  if (answer.kind === 'unanswered')
    return { kind: 'failed', reason: answer.reason, again: true, reached: answer.reached };
  const { status, headers, text, isCut } = answer;
  if (status >= 200 && status < 300) {
    if (!/^(?:identity)?$/i.test(headers['content-encoding'] ?? ''))
      return failed(`${host} answered in an encoding nobody asked for`);
    const isJson = /\bjson\b/i.test(headers['content-type'] ?? '');
    return text.trim() === '' ? { kind: 'nothing' } : { kind: 'found', text, isJson, isCut };
  }
  if (status === 404 || status === 410) return { kind: 'nothing' };
  if (status >= 300 && status < 400) return failed(`${host} answered ${status}; redirects are not followed`);
  const again = status >= 500 || status === 408 || status === 425 || status === 429;
  return { kind: 'failed', reason: `${host} answered ${status}`, again, reached: status >= 500 };
}

function failed(reason: string): ToolOutcome {
  return { kind: 'failed', reason, again: false, reached: false };
}

/** A text that is one placeholder becomes the value itself, so that numbers stay numbers. */
function filledIn(template: unknown, values: Arguments): unknown {
  if (typeof template === 'string') {
    const whole = /^\{([^{}]*)\}$/.exec(template)?.[1];
    if (whole !== undefined && Object.hasOwn(values, whole)) return values[whole];
    return template.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => String(values[name] ?? ''));
  }
  if (Array.isArray(template)) return template.map((part) => filledIn(part, values));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, part]) => [key, filledIn(part, values)]));
}
