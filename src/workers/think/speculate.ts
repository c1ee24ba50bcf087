import type { z } from 'zod';
import { draftQuestion } from '#agent/prompt/draft.ts';
import { languageOf } from '#agent/reading/language.ts';
import type { Reading } from '#agent/reading/reading.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { Classification, Draft } from '#domain/decision.ts';
import { NotWanted } from '#workers/trace.ts';
import type { AskStep } from './asker.ts';
import { gatherEvidence } from './evidence.ts';
import { draftDetail } from './write.ts';

/** Asks, and ends what it asked ahead of time when it is disposed of. */
export type AskAhead = { ask: AskStep } & AsyncDisposable;

/**
 * For agents with `speculative`: along with the classification the draft is asked for, without the category, which nobody
 * knows yet. When the draft is wanted, and but for what the classification says is the same question, that is the answer;
 * else it is asked anew. What no decision wants is broken off, and its cost stands in the trace. It saves one answer's time.
 */
export function askAhead(ask: AskStep, agent: Agent, conversation: readonly Reading[]): AskAhead {
  if (!agent.config.speculative) return { ask, [Symbol.asyncDispose]: async () => {} };
  const { passages } = gatherEvidence(agent, conversation);
  const questionFor = (seen: Classification | null) => draftQuestion({ agent, conversation, seen, passages });
  const unwanted = new AbortController();
  let early: Promise<Draft> | undefined;
  let seen: unknown;

  function isSame(user: string): boolean {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the answer to the step `classify`, which has that schema
    const found = seen as Classification;
    return questionFor(found).prompt.user === user && isLanguageRight(agent, conversation, found);
  }

  async function askOrTake<T>(...asked: Parameters<typeof ask<T>>): Promise<T> {
    const [step, question] = asked;
    if (step === 'classify') {
      early = ask('draft', questionFor(null), draftDetail, unwanted.signal);
      early.catch(() => undefined); // whoever takes it hears of its fault
      const answer = await ask(...asked);
      seen = answer;
      return answer;
    }
    if (step !== 'draft' || early === undefined || !isSame(question.prompt.user)) return ask(...asked);
    const schema: z.ZodType<T> = question.schema;
    return schema.parse(await early);
  }

  return {
    ask: askOrTake,
    async [Symbol.asyncDispose]() {
      unwanted.abort(new NotWanted());
      await early?.catch(() => undefined);
    },
  };
}

/** Whether the draft was asked for in the language that the classification found, or in none. */
function isLanguageRight(agent: Agent, conversation: readonly Reading[], seen: Classification): boolean {
  const guessed = languageOf(conversation.at(-1)?.text ?? '');
  if (agent.config.language !== 'same' || guessed === undefined) return true;
  const [found = ''] = seen.language.toLowerCase().split('-');
  return guessed.toLowerCase().startsWith(found);
}
