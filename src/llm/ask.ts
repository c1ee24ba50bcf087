import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { addCost, noCost, type Cost } from '#domain/decision.ts';
import type { Answer, Ask, Clock } from '#domain/ports.ts';
import { TransientError } from '#errors.ts';
import { createComplete, type ChatMessage, type Complete } from './complete.ts';
import { costOf, textOf } from './completion.ts';
import { parseLenient } from './lenient-json.ts';
import { strictSchema } from './strict-schema.ts';

export type AskOptions = {
  apiKey: string;
  /** Of any OpenAI-compatible server; undefined: OpenAI itself. */
  baseUrl: string | undefined;
  /** For each request to the model, from its start to the last byte; a repair is a request of its own. */
  timeoutMs: number;
  /** Told of every question when it is over, unless the caller aborted it; must not throw. */
  onCall?: (call: { name: string; status: 'ok' | 'repaired' | 'fault'; tookMs: number; cost: Cost }) => void;
  /** Against which a `Retry-After` that is a date is read. */
  now?: Clock;
};

/** The model behind an OpenAI-compatible `/chat/completions`; see `Ask` for what it promises. */
export function createAsk({ apiKey, baseUrl, timeoutMs, onCall, now = Date.now }: AskOptions): Ask {
  const complete = createComplete({ apiKey, baseUrl, timeoutMs, now });

  return async (question) => {
    const startedAt = performance.now();
    let spent = noCost;
    const report = (status: 'ok' | 'repaired' | 'fault') =>
      onCall?.({ name: question.name, status, tookMs: performance.now() - startedAt, cost: spent });
    try {
      const { answer, repaired } = await answerTo(
        question,
        complete,
        (cost) => (spent = addCost(spent, cost)),
      );
      report(repaired ? 'repaired' : 'ok');
      return { ...answer, cost: spent };
    } catch (error) {
      question.signal.throwIfAborted();
      report('fault');
      throw error;
    }
  };
}

type Asked<T> = { answer: Omit<Answer<T>, 'cost'>; repaired: boolean };

/** At most two answers: the first, and one repair that is told what was wrong with it. */
async function answerTo<T>(
  { model, name, prompt, schema, signal }: Parameters<Ask>[0] & { schema: z.ZodType<T> },
  complete: Complete,
  spend: (cost: Cost) => void,
): Promise<Asked<T>> {
  const jsonSchema = strictSchema(schema);
  const textFor = async (messages: ChatMessage[]) => {
    const question = { model, name, schema: jsonSchema, system: prompt.system, messages };
    const answer = await complete(question, signal);
    spend(costOf(answer));
    return textOf(answer);
  };

  const user: ChatMessage = { role: 'user', content: prompt.user };
  const raw = await textFor([user]);
  const first = schema.safeParse(parseLenient(raw));
  if (first.success) return { answer: { value: first.data, raw, model }, repaired: false };

  const repairedRaw = await textFor([user, { role: 'assistant', content: raw }, repairRequest(first.error)]);
  const second = schema.safeParse(parseLenient(repairedRaw));
  if (second.success) return { answer: { value: second.data, raw: repairedRaw, model }, repaired: true };
  throw new TransientError(`model answered twice in the wrong shape: ${faultsIn(second.error)}`);
}

const MAX_EXPLANATION = 2_000;

function repairRequest(error: z.ZodError): ChatMessage {
  const wrong = z.prettifyError(error).slice(0, MAX_EXPLANATION);
  return {
    role: 'user',
    content: `Your last answer did not fit:\n${wrong}\nAnswer again with the whole JSON object and nothing else.`,
  };
}

/** Where and what kind, but no words of the answer: it may quote the mail. */
function faultsIn(error: z.ZodError): string {
  const faults = error.issues.map(({ path, code }) => `${path.join('.') || 'answer'} ${code}`);
  return faults.slice(0, 5).join(', ');
}
