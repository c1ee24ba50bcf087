import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { refKey } from '#domain/ids.ts';
import { type Amount, type SpendScope, spendScopes } from '#domain/spending.ts';
import { KEEP_SECONDS } from './keys.ts';
import type { Scripts } from './scripts.ts';

const DAY_KEPT_SECONDS = 3 * 24 * 60 * 60;
const units = ['tokens', 'ms', 'micros'] as const;
type Unit = (typeof units)[number];

/** Whose budgets a question spends from. */
export type Spender = { agent: string; grantId: string; threadId: string; messageId: string };

/** One of several ways to ask, of which the first is taken that keeps within its share of every bound. */
export type Way = { amount: Amount; share: number };

export type Reserved = {
  kind: 'reserved';
  /** Which of the ways. */
  way: number;
  /** How long the question may take; undefined: no bound says. */
  leftMs: number | undefined;
  /** Puts what was really spent in place of what was reserved; once, however often it is called. */
  settle(spent: Amount): Promise<void>;
};

/**
 * What agents spend on models, counted against their budgets. A question's estimate is taken before it is asked and made
 * good afterwards: so many at once do not overrun a bound, and what a process that died was asking counts with its
 * estimate, since the server has it on its bill. These are sums of what happened, not states of a thread: a worker whose
 * lease has passed to another has spent all the same, so nothing is fenced. All keys of an agent share a hash tag.
 */
export type Spending = {
  reserve(
    spender: Spender,
    bounds: Record<SpendScope, Partial<Amount>>,
    ways: readonly Way[],
    nowMs: number,
  ): Promise<Reserved | { kind: 'spent'; scope: SpendScope; unit: Unit }>;
  /** Whether it is the first of its kind today for the agent, so that an alarm is raised once. */
  isNews(agent: string, what: string, nowMs: number): Promise<boolean>;
};

export function createSpending(
  redis: Redis,
  scripts: Pick<Scripts, 'spend' | 'settle'>,
  nonce: () => string = randomUUID,
): Spending {
  return {
    async reserve(spender, bounds, ways, nowMs) {
      const keys = keysFor(spender, nowMs);
      const id = nonce();
      const [way = 0, first = 0, second = 0] = await scripts.spend(
        ...keys,
        id,
        JSON.stringify(
          ways.map(({ amount, share }) => [share, ...units.map((unit) => Math.ceil(amount[unit]))]),
        ),
        JSON.stringify(spendScopes.map((scope) => units.map((unit) => bounds[scope][unit] ?? -1))),
        KEEP_SECONDS,
        DAY_KEPT_SECONDS,
      );
      if (way === 0) {
        const scope = spendScopes[first - 1] ?? 'per_day';
        return { kind: 'spent', scope, unit: units[second - 1] ?? 'tokens' };
      }
      return {
        kind: 'reserved',
        way: way - 1,
        leftMs: first < 0 ? undefined : first,
        async settle(spent) {
          await scripts.settle(...keys, id, ...units.map((unit) => Math.ceil(spent[unit])));
        },
      };
    },

    async isNews(agent, what, nowMs) {
      const key = `${tagOf(agent)}:told:${dayOf(nowMs)}:${what}`;
      return (await redis.set(key, '1', 'EX', DAY_KEPT_SECONDS, 'NX')) === 'OK';
    },
  };
}

function keysFor({ agent, grantId, threadId, messageId }: Spender, nowMs: number): [string, string, string] {
  const tag = tagOf(agent);
  return [
    `${tag}:m:${refKey(grantId, messageId)}`,
    `${tag}:t:${refKey(grantId, threadId)}`,
    `${tag}:d:${dayOf(nowMs)}`,
  ];
}

const tagOf = (agent: string): string => `{b:${encodeURIComponent(agent)}}`;

/** The day in UTC. */
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
