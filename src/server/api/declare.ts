import { z } from '@hono/zod-openapi';

/** The one shape of every error (DESIGN section 6). */
export const Problem = z
  .looseObject({
    error: z.looseObject({
      type: z.string().meta({ description: 'Stable; docs/api.md lists them.', examples: ['not_found'] }),
      message: z.string().meta({ description: 'What is wrong and what to do, for people.' }),
    }),
  })
  .openapi('Problem');

const words = {
  400: 'Something in the request is wrong: `invalid_body`, `invalid_query` or what the text above names.',
  401: 'Nobody is signed in: no token, a wrong one, or a session that has ended.',
  403: 'Your role does not reach that far, or a session was used from another site.',
  404: 'There is no such thing, or it is of a mailbox you do not see.',
  409: 'Somebody or something was faster. Nothing was changed.',
  413: 'The body is larger than 1 MB.',
  500: 'A fault of Inreply.',
  503: 'Redis does not answer; nothing was done.',
} as const;
type ProblemStatus = keyof typeof words;

/** What any route behind the sign-in may answer. */
const always = [401, 403, 413, 500, 503] as const;
type Always = (typeof always)[number];

type Answer<T extends z.ZodType> = { description: string; content: { 'application/json': { schema: T } } };

/** The `responses` of a route: the good answer, and the problems it may meet beside those that any route may. */
export function answers<S extends 200 | 202, T extends z.ZodType, P extends ProblemStatus = never>(
  status: S,
  schema: T,
  description: string,
  ...problems: P[]
): Record<S, Answer<T>> & Record<P | Always, Answer<typeof Problem>>;
export function answers(status: number, schema: z.ZodType, description: string, ...more: ProblemStatus[]) {
  return { [status]: answerOf(description, schema), ...problems(...more) };
}

/** The problems alone, for a route whose good answer is no JSON. */
export function problems<P extends ProblemStatus>(...more: P[]): Record<P | Always, Answer<typeof Problem>>;
export function problems(...more: ProblemStatus[]) {
  const all = [...always, ...more];
  return Object.fromEntries(all.map((problem) => [problem, answerOf(words[problem], Problem)]));
}

function answerOf(description: string, schema: z.ZodType) {
  return { description, content: { 'application/json': { schema } } };
}

/** The `body` of a route's `request`. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { 'application/json': { schema } } } as const;
}

/** A query parameter whose empty value, as a form sends it, counts as left out. */
export function orEmpty<T extends z.ZodType>(schema: T) {
  return z.preprocess((given) => (given === '' ? undefined : given), schema);
}

/** `limit` of a list. */
export function limitOf(max: number, usual: number) {
  const limit = z.coerce.number('is a number').int().min(1).max(max).default(usual);
  return orEmpty(limit).openapi({
    type: 'integer',
    minimum: 1,
    maximum: max,
    default: usual,
    description: 'How many at most.',
  });
}
