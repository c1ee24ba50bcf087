import { z } from 'zod';
import type { Cost } from '#domain/decision.ts';
import { PermanentError, TransientError } from '#errors.ts';
import { type FaultWord, Unanswered } from './unanswered.ts';

/** Mistral's thinking models send their thoughts as parts of a type of their own. */
const Part = z.looseObject({ type: z.string().nullish(), text: z.string().nullish() });
const Called = z.looseObject({ arguments: z.unknown().optional() });
const count = z.number().nullish().catch(undefined);

/** What is read of an answer; compatible servers leave out or null nearly everything. */
const Completion = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string().nullish(),
        message: z
          .looseObject({
            content: z.union([z.string(), z.array(Part), z.looseObject({})]).nullish(),
            refusal: z.string().nullish(),
            tool_calls: z
              .array(z.looseObject({ function: Called.nullish() }))
              .nullish()
              .catch(undefined),
            function_call: Called.nullish().catch(undefined),
            reasoning_content: z.string().nullish().catch(undefined),
            reasoning: z.string().nullish().catch(undefined),
          })
          .nullish(),
      }),
    )
    .nullish(),
  usage: z
    .looseObject({
      prompt_tokens: count,
      completion_tokens: count,
      prompt_tokens_details: z.looseObject({ cached_tokens: count }).nullish().catch(undefined),
      /** DeepSeek's name for it. */
      prompt_cache_hit_tokens: count,
    })
    .nullish()
    .catch(undefined),
});
type Answer = z.infer<typeof Completion>;
type Message = NonNullable<NonNullable<Answer['choices']>[number]['message']>;

/** An answer as it was read; `text` throws where there is none. */
type ReadAnswer = { cost: Cost; text: () => string };

/** Reads an answer: what the server says it cost, whether it is of use or not, and its text (see `textOf`). */
export function readAnswer(answer: unknown): ReadAnswer {
  const { data } = Completion.safeParse(answer);
  return { cost: costOf(data), text: () => textOf(data) };
}

function costOf(answer: Answer | undefined): Cost {
  const usage = answer?.usage;
  const cached = usage?.prompt_tokens_details?.cached_tokens ?? usage?.prompt_cache_hit_tokens;
  return {
    model_calls: 1,
    input_tokens: usage?.prompt_tokens ?? 0,
    output_tokens: usage?.completion_tokens ?? 0,
    ...(typeof cached === 'number' ? { cached_tokens: cached } : {}),
  };
}

/**
 * The text of an answer, where servers put it. Throws Unanswered: with a TransientError for an answer that is empty, cut
 * off or held back by a filter, with a PermanentError when the model refused; its own words stay out of the message.
 */
function textOf(answer: Answer | undefined): string {
  if (answer === undefined) throw passing('unknown_shape', 'model server answered in an unknown shape');
  const choice = answer.choices?.[0];
  if (choice === undefined) throw passing('unknown_shape', 'model answered without a choice');
  const { finish_reason: ended, message } = choice;
  if (message?.refusal) throw new Unanswered('refused', new PermanentError('model refused to answer'));
  if (ended === 'length') throw passing('cut_off', 'model answer was cut off at the token limit');
  if (ended === 'content_filter') throw passing('filtered', 'model answer was held back by a content filter');
  const text = contentOf(message) || calledWith(message) || thoughtOnly(message);
  if (text.trim() === '') throw passing('empty', 'model answered with an empty text');
  return text;
}

function passing(word: FaultWord, message: string): Unanswered {
  return new Unanswered(word, new TransientError(message));
}

function contentOf(message: Message | null | undefined): string {
  const content = message?.content ?? '';
  if (typeof content === 'string') return content.trim() === '' ? '' : content;
  if (!Array.isArray(content)) return JSON.stringify(content);
  const texts = content.filter(({ type }) => !/think|reason/i.test(type ?? ''));
  return texts.map((part) => part.text ?? '').join('');
}

/** Some models answer by calling a function of the schema's name, although none was offered. */
function calledWith(message: Message | null | undefined): string {
  const call = message?.tool_calls?.[0]?.function ?? message?.function_call;
  const given = call?.arguments;
  if (given === undefined || given === null) return '';
  return typeof given === 'string' ? given : JSON.stringify(given);
}

/** vLLM has put the whole answer among the thoughts; thoughts that are more than the answer are none. */
function thoughtOnly(message: Message | null | undefined): string {
  const thought = (message?.reasoning_content ?? message?.reasoning ?? '').trim();
  return thought.startsWith('{') && thought.endsWith('}') ? thought : '';
}
