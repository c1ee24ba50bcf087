import { z } from 'zod';
import type { Cost } from '#domain/decision.ts';
import { PermanentError, TransientError } from '#errors.ts';

const Part = z.looseObject({ text: z.string().nullish() });

/** What is read of an answer; compatible servers leave out or null nearly everything. */
const Completion = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string().nullish(),
        message: z
          .looseObject({
            content: z.union([z.string(), z.array(Part)]).nullish(),
            refusal: z.string().nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
  usage: z
    .looseObject({
      prompt_tokens: z.number().nullish(),
      completion_tokens: z.number().nullish(),
    })
    .nullish()
    .catch(undefined),
});

/** What the server says the answer cost, whether it is of use or not. */
export function costOf(answer: unknown): Cost {
  const usage = Completion.safeParse(answer).data?.usage;
  return {
    model_calls: 1,
    input_tokens: usage?.prompt_tokens ?? 0,
    output_tokens: usage?.completion_tokens ?? 0,
  };
}

/**
 * The text of an answer. Throws TransientError for an answer that is empty, cut off or held back by a filter, and
 * PermanentError when the model refused; the model's own words stay out of the message.
 */
export function textOf(answer: unknown): string {
  const parsed = Completion.safeParse(answer);
  if (!parsed.success) throw new TransientError('model server answered in an unknown shape');
  const choice = parsed.data.choices?.[0];
  if (choice === undefined) throw new TransientError('model answered without a choice');
  if (choice.message?.refusal) throw new PermanentError('model refused to answer');
  if (choice.finish_reason === 'length')
    throw new TransientError('model answer was cut off at the token limit');
  if (choice.finish_reason === 'content_filter') {
    throw new TransientError('model answer was held back by a content filter');
  }
  const content = choice.message?.content ?? '';
  const text = typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('');
  if (text.trim() === '') throw new TransientError('model answered with an empty text');
  return text;
}
