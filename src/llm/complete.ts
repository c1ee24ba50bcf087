import { startDeadline } from '#deadline.ts';
import type { Cost } from '#domain/decision.ts';
import type { Clock } from '#domain/ports.ts';
import { TransientError } from '#errors.ts';
import { readAnswer } from './completion.ts';
import { hiddenFault, readFault } from './error-body.ts';
import { faultOf, type Server, unreachableModel } from './fault.ts';
import { createLearnt, type Habits, mended, uncut } from './habits.ts';
import { type Question, requestOf } from './request.ts';
import { createPost, type Received } from './transport.ts';
import { Unanswered } from './unanswered.ts';

/**
 * Makes one chat completion and gives the text of the answer. Throws Unanswered, and the reason of `signal` when the
 * caller aborted. `spend` is told what each answer of the server cost, of use or not.
 */
export type Complete = (
  question: Question,
  call: { signal: AbortSignal; withinMs: number | undefined; spend: (cost: Cost) => void },
) => Promise<string>;

export type CompleteOptions = {
  server: Server;
  apiKey: string;
  baseUrl: string;
  timeoutMs: number;
  now: Clock;
};

/** No server differs in more ways than these; what is learnt about it is remembered, so this is spent once. */
const MOST_WAYS = 6;

/**
 * A server that does not take the form of a question is asked in another form, then and from there on. Each request has
 * `timeoutMs` from its start to the last byte of the answer.
 */
export function createComplete({ server, apiKey, baseUrl, timeoutMs, now }: CompleteOptions): Complete {
  const learnt = createLearnt(now);
  const send = createSend({ server, apiKey, baseUrl, timeoutMs, now });

  return async (question, { signal, withinMs, spend }) => {
    const startedAt = performance.now();
    const { model } = question;
    for (let way = 1; ; way++) {
      signal.throwIfAborted();
      const habits = learnt.of(model);
      const { body, sent } = requestOf(question, habits);
      const leftMs = withinMs === undefined ? timeoutMs : withinMs - (performance.now() - startedAt);
      const received = await send(JSON.stringify(body), Math.min(timeoutMs, leftMs), signal);
      const said = faultIn(received);
      let next: Habits | undefined;
      let fault: unknown;
      if (said === undefined) {
        const { cost, text } = readAnswer(answerIn(received, server));
        spend(cost);
        try {
          return text();
        } catch (error) {
          fault = error;
          if (isCutOff(error)) next = uncut(habits, sent, cost.output_tokens);
        }
      } else {
        fault = faultOf({ ...said, header: received.header }, { ...server, model, nowMs: now() });
        next = mended(habits, sent, said);
      }
      if (next === undefined || way === MOST_WAYS) throw fault;
      if (learnt.of(model) === habits) learnt.set(model, next); // else another question has learnt meanwhile
    }
  };
}

function isCutOff(error: unknown): boolean {
  return error instanceof Unanswered && error.word === 'cut_off';
}

function faultIn({ status, text }: Received) {
  return status >= 200 && status < 300 ? hiddenFault(text) : { ...readFault(text), status };
}

function answerIn({ text }: Received, { base }: Server): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notWhole(base);
  }
}

function notWhole(base: string): Unanswered {
  const message = `the answer of the model server at ${base} broke off or is not JSON`;
  return new Unanswered('broken_off', new TransientError(message));
}

/** Sends a body with what the SDK makes of key and address; every fault but the caller's own becomes Unanswered. */
function createSend({ server, apiKey, baseUrl, timeoutMs }: CompleteOptions) {
  const post = createPost();
  let form: ReturnType<typeof requestForm> | undefined;

  return async (body: string, withinMs: number, signal: AbortSignal): Promise<Received> => {
    form ??= requestForm(apiKey, baseUrl);
    const { url, headers } = await form;
    using deadline = startDeadline(Math.max(0, withinMs), signal);
    try {
      return await post(url, { headers, body, signal: deadline.signal });
    } catch (error) {
      // No cause is kept below: messages of libraries quote answers, and through them the mail.
      signal.throwIfAborted();
      if (deadline.passed()) {
        const limit = Math.round(Math.min(withinMs, timeoutMs));
        const message = `model server at ${server.base} gave no full answer within ${limit} ms`;
        throw new Unanswered('time_out', new TransientError(message));
      }
      const code = codeOf(error);
      throw code?.startsWith('UND_ERR_RES')
        ? notWhole(server.base)
        : unreachableModel(server, code ?? 'no connection');
    }
  };
}

/**
 * What a request to the server looks like, as the SDK builds it: address, authentication, headers. That is the same for
 * all of them, so it is built once; the SDK's call around each request (retries, time-outs, logs, all of them switched
 * off here) costs thrice the request itself. It is loaded with the first question, as that takes 0.4 s. What it would
 * read from the environment is given or switched off.
 */
async function requestForm(
  apiKey: string,
  baseURL: string,
): Promise<{ url: string; headers: Record<string, string> }> {
  const { OpenAI } = await import('openai');
  const client = new OpenAI({
    apiKey,
    baseURL,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    logLevel: 'off',
  });
  const { url, req } = await client.buildRequest({ method: 'post', path: '/chat/completions', body: {} });
  return { url, headers: Object.fromEntries(req.headers) };
}

/** The system's code lies some causes deep. */
function codeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return undefined;
}
