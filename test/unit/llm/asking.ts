import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Ask } from '#domain/ports.ts';
import { createAsk, type AskOptions } from '#llm/ask.ts';
import { json, startPeer, type Seen } from '../nylas/peer.ts';

export const schema = z.strictObject({
  category: z.enum(['refund', 'none']),
  confidence: z.number().min(0).max(1),
});
export const good = { category: 'refund', confidence: 0.9 };
export const prompt = { system: 'You classify.', user: 'PRIVATE MAIL' };
const nowMs = Date.UTC(2026, 9, 21, 7, 28, 0);

export type Script = (seen: Seen, response: ServerResponse, count: number) => void;
type Reported = Parameters<NonNullable<AskOptions['onCall']>>[0];

export const completion = (content: unknown, more: { finish_reason?: string; refusal?: string } = {}) => ({
  id: 'c1',
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      finish_reason: more.finish_reason ?? 'stop',
      message: { role: 'assistant', content, refusal: more.refusal ?? null },
    },
  ],
  usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
});
/** Answers with these texts in turn, the last one again and again. */
export const says =
  (...texts: unknown[]): Script =>
  (_seen, response, count) =>
    json(response, 200, completion(texts[Math.min(count, texts.length) - 1]));
export const fails =
  (status: number, error: object = {}, headers: Record<string, string> = {}): Script =>
  (_seen, response) =>
    json(response, status, { error }, headers);

/** Asks a server that answers by script; fault and answer are those of the last of `times` questions. */
export async function asking(
  script: Script,
  {
    timeoutMs = 5_000,
    signal = new AbortController().signal,
    times = 1,
    ...more
  }: { timeoutMs?: number; signal?: AbortSignal; times?: number } & Partial<Parameters<Ask>[0]> = {},
) {
  await using peer = await startPeer(script);
  const calls: Reported[] = [];
  const onCall = (call: Reported) => void calls.push(call);
  const ask = createAsk({
    apiKey: 'sk-secret',
    baseUrl: `${peer.url}/v1`,
    timeoutMs,
    onCall,
    now: () => nowMs,
  });
  const question = { model: 'm-1', name: 'classification', prompt, schema, signal, ...more };
  let answer: Awaited<ReturnType<typeof ask<z.infer<typeof schema>>>> | undefined;
  let fault: unknown;
  for (let n = 0; n < times; n++) {
    try {
      answer = await ask({ ...question, schema });
    } catch (error) {
      fault = error;
    }
  }
  return { answer, fault, calls, seen: peer.seen, url: peer.url };
}

const Sent = z.looseObject({
  model: z.string(),
  temperature: z.number().optional(),
  max_tokens: z.number().optional(),
  max_completion_tokens: z.number().optional(),
  prompt_cache_key: z.string().optional(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  response_format: z.looseObject({ type: z.string() }).optional(),
});

/** The request as the SDK sent it. */
export function bodyOf(seen: Seen | undefined) {
  return Sent.parse(JSON.parse(seen?.body ?? '{}'));
}
