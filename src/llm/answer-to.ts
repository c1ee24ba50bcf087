import { z } from 'zod';
import { TransientError } from '#errors.ts';
import type { Complete } from './complete.ts';
import { parseLenient } from './lenient-json.ts';
import type { ChatMessage, Question } from './request.ts';
import { strictSchema } from './strict-schema.ts';
import { Unanswered } from './unanswered.ts';

type Asked<T> = Omit<Question, 'schema' | 'system' | 'messages'> & {
  prompt: { system: string; user: string };
  schema: z.ZodType<T>;
};

/** At most two answers: the first, and one repair that is told what was wrong with it. Throws Unanswered. */
export async function answerTo<T>(
  { prompt, schema, ...asked }: Asked<T>,
  complete: Complete,
  call: Parameters<Complete>[1],
): Promise<{ value: T; raw: string; repaired: boolean }> {
  const startedAt = performance.now();
  const form = { ...asked, schema: strictSchema(schema), system: prompt.system };
  const textFor = (messages: ChatMessage[]) => {
    const withinMs = call.withinMs && call.withinMs - (performance.now() - startedAt);
    return complete({ ...form, messages }, { ...call, withinMs });
  };

  const user: ChatMessage = { role: 'user', content: prompt.user };
  const raw = await textFor([user]);
  const first = schema.safeParse(parseLenient(raw));
  if (first.success) return { value: first.data, raw, repaired: false };

  const repairedRaw = await textFor([user, { role: 'assistant', content: raw }, repairRequest(first.error)]);
  const second = schema.safeParse(parseLenient(repairedRaw));
  if (second.success) return { value: second.data, raw: repairedRaw, repaired: true };
  const message = `model answered twice in the wrong shape: ${faultsIn(second.error)}`;
  throw new Unanswered('wrong_shape', new TransientError(message));
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
