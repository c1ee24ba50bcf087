import type { Clock } from '#domain/ports.ts';
import type { SaidFault } from './error-body.ts';

/** How a model at a server is asked, as far as servers differ. */
export type Habits = {
  /** How it is asked for JSON; further down the list the schema stands in the prompt. */
  format: 'json_schema' | 'json_object' | 'text';
  /** By which name it takes the longest length of an answer. */
  limit: 'max_completion_tokens' | 'max_tokens' | 'none';
  /** Whether it knows a system message; else its text stands at the head of the first mail. */
  system: 'apart' | 'in_user';
  temperature: 'sent' | 'left_out';
  cacheKey: 'sent' | 'left_out';
  /** A limit to ask for although nobody wants one, since the server's own cuts answers off. */
  atLeast: number | undefined;
};

const usual: Habits = {
  format: 'json_schema',
  limit: 'max_completion_tokens',
  system: 'apart',
  temperature: 'sent',
  cacheKey: 'sent',
  atLeast: undefined,
};

/** What was sent that a server may not take. */
export type Sent = { limit: boolean; temperature: boolean; cacheKey: boolean };

const nextFormat = { json_schema: 'json_object', json_object: 'text', text: 'text' } as const;
const nextLimit = { max_completion_tokens: 'max_tokens', max_tokens: 'none', none: 'none' } as const;

const FORMAT = /response[ _.]?format|json[ _]?schema|json[ _]?object|structured[ _]outputs?/i;
const SYSTEM =
  /\bsystem (?:role|messages?|prompts?|instructions?)\b|\brole\W+system\b|roles? must alternate|developer instruction|messages(?:\[0\]|\.0)\.role/i;

/**
 * How to ask instead, when a server refused something of the form of a question: all that it names, each one step
 * further down, so that this comes to an end. Undefined when it refused for another reason.
 */
export function mended(
  habits: Habits,
  sent: Sent,
  refusal: Pick<SaidFault, 'message' | 'param'> & { status: number },
): Habits | undefined {
  const { status } = refusal;
  const said = `${refusal.param ?? ''} ${refusal.message}`;
  // llama.cpp and llama-cpp-python have answered 500 for a format they do not know.
  const isRefusal =
    status === 400 || status === 422 || status === 501 || (status === 500 && FORMAT.test(said));
  if (!isRefusal) return undefined;
  const next = { ...habits };
  if (sent.limit && /max_(?:completion_)?tokens/i.test(said)) next.limit = nextLimit[habits.limit];
  if (sent.temperature && /\btemperature\b/i.test(said)) next.temperature = 'left_out';
  if (sent.cacheKey && /prompt_cache_key/i.test(said)) next.cacheKey = 'left_out';
  if (SYSTEM.test(said)) next.system = 'in_user';
  if (FORMAT.test(said)) next.format = nextFormat[habits.format];
  return isSame(habits, next) ? undefined : next;
}

/** How to ask instead, when a server cut an answer off at a limit of its own after so many tokens; once. */
export function uncut(habits: Habits, sent: Sent, tokens: number): Habits | undefined {
  if (sent.limit || habits.limit === 'none' || tokens >= ENOUGH_TOKENS) return undefined;
  return { ...habits, atLeast: ENOUGH_TOKENS };
}

/** Room for the longest draft that is of use, and some thought. */
const ENOUGH_TOKENS = 4_096;

function isSame(a: Habits, b: Habits): boolean {
  return (
    a.format === b.format &&
    a.limit === b.limit &&
    a.system === b.system &&
    a.temperature === b.temperature &&
    a.cacheKey === b.cacheKey
  );
}

/** So long is remembered what was learnt; then the usual way is tried again, since servers are updated. */
const REMEMBERED_MS = 6 * 60 * 60 * 1000;

/** What was learnt about the models of one server. */
export type Learnt = { of(model: string): Habits; set(model: string, habits: Habits): void };

export function createLearnt(now: Clock): Learnt {
  const all = new Map<string, { habits: Habits; untilMs: number }>();
  return {
    of(model) {
      const known = all.get(model);
      if (known !== undefined && known.untilMs > now()) return known.habits;
      all.delete(model);
      return usual;
    },
    set(model, habits) {
      all.set(model, { habits, untilMs: now() + REMEMBERED_MS });
    },
  };
}
