import { beforeEach, describe, expect, test } from 'vitest';
import { type Amount, boundsOf, nothingSpent } from '#domain/spending.ts';
import { scriptsOn } from '#store/scripts.ts';
import { createSpending, type Reserved, type Spender, type Spending } from '#store/spending.ts';
import { grantId, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const DAY = 24 * 60 * 60 * 1000;
const server = redisForFile();
let spending: Spending;
beforeEach(() => {
  spending = createSpending(server.redis, scriptsOn(server.redis));
});

const spender: Spender = { agent: 'support', grantId, threadId: 't1', messageId: 'm1' };
const of = (tokens: number, more: Partial<Amount> = {}): Amount => ({ ...nothingSpent, tokens, ...more });
const budget = (bounds: Partial<Parameters<typeof boundsOf>[0]>) =>
  boundsOf({ small_from: 0.8, when_spent: 'review', ...bounds });

async function take(
  amount: Amount,
  bounds: Partial<Parameters<typeof boundsOf>[0]>,
  change: Partial<Spender> & { nowMs?: number; shares?: number[] } = {},
) {
  const { nowMs = noon, shares = [1], ...other } = change;
  const ways = shares.map((share) => ({ amount, share }));
  return spending.reserve({ ...spender, ...other }, budget(bounds), ways, nowMs);
}

async function taken(...args: Parameters<typeof take>): Promise<Reserved> {
  const reserved = await take(...args);
  if (reserved.kind === 'spent') throw new Error(`spent: ${reserved.scope}`);
  return reserved;
}

/** What is counted for the agent today. */
const today = () => server.redis.hgetall('{b:support}:d:2026-10-01');

describe('taking from a budget', () => {
  test('is refused beyond a bound, which is named', async () => {
    const bounds = { per_message: { tokens: 100 }, per_thread: { tokens: 150 }, per_day: { tokens: 220 } };
    expect(await take(of(101), bounds)).toEqual({ kind: 'spent', scope: 'per_message', unit: 'tokens' });
    await taken(of(100), bounds);
    expect(await take(of(1), bounds)).toMatchObject({ scope: 'per_message' });
    expect(await take(of(60), bounds, { messageId: 'm2' })).toMatchObject({ scope: 'per_thread' });
    await taken(of(50), bounds, { messageId: 'm2' });
    expect(await take(of(80), bounds, { messageId: 'm3', threadId: 't2' })).toMatchObject({
      scope: 'per_day',
    });
    await taken(of(80), bounds, { messageId: 'm3', threadId: 't2', nowMs: noon + DAY });
  });

  test('is counted for each agent by itself', async () => {
    await taken(of(100), { per_day: { tokens: 100 } });
    const other = await take(of(100), { per_day: { tokens: 100 } }, { agent: 'sales' });
    expect(other.kind).toBe('reserved');
  });

  test('is refused in money and in time too', async () => {
    const bounds = { per_day: { money: 0.01, seconds: 2 } };
    expect(await take(of(1, { micros: 10_001 }), bounds)).toMatchObject({ scope: 'per_day', unit: 'micros' });
    await (await taken(of(1), bounds)).settle(of(1, { ms: 2000 }));
    expect(await take(of(1), bounds)).toMatchObject({ scope: 'per_day', unit: 'ms' });
  });

  test('says how long the question may take, by the shortest of the bounds', async () => {
    const bounds = { per_message: { seconds: 30 }, per_day: { seconds: 20 } };
    const first = await taken(of(1), bounds);
    expect(first.leftMs).toBe(20_000);
    await first.settle(of(1, { ms: 12_000 }));
    expect((await taken(of(1), bounds)).leftMs).toBe(8000);
    expect((await taken(of(1), { per_day: { tokens: 10 } })).leftMs).toBeUndefined();
  });

  test('falls to the next way once the share of the first is spent', async () => {
    const bounds = { per_day: { tokens: 100 } };
    const shares = [0.5, 1];
    const ways = [];
    for (let time = 0; time < 4; time++) ways.push((await taken(of(25), bounds, { shares })).way);
    expect(ways).toEqual([0, 0, 1, 1]);
    expect(await take(of(25), bounds, { shares })).toMatchObject({ kind: 'spent' });
  });

  test('by many at once never goes beyond the bound', async () => {
    const bounds = { per_day: { tokens: 1000 } };
    const all = await Promise.all(
      Array.from({ length: 60 }, (_, n) => take(of(30), bounds, { messageId: `m${n}`, threadId: `t${n}` })),
    );
    expect(all.filter(({ kind }) => kind === 'reserved')).toHaveLength(33);
    expect(await today()).toMatchObject({ tokens: '990' });
  });
});

describe('settling', () => {
  test('puts what was spent in place of what was taken, once', async () => {
    const reserved = await taken(of(500, { micros: 90 }), {});
    for (let time = 0; time < 3; time++) await reserved.settle(of(42, { ms: 700, micros: 10 }));
    expect(await today()).toEqual({ tokens: '42', ms: '700', micros: '10' });
  });

  test('never, since the process died, leaves the estimate on the bill', async () => {
    await taken(of(500), {});
    await (await taken(of(500), {})).settle(of(40));
    expect(await today()).toMatchObject({ tokens: '540' });
  });

  test('after a call was repeated by a broken connection counts once', async () => {
    const scripts = scriptsOn(server.redis);
    const twice: typeof scripts = {
      ...scripts,
      spend: async (...args) => {
        await scripts.spend(...args);
        return scripts.spend(...args);
      },
      settle: async (...args) => {
        await scripts.settle(...args);
        return scripts.settle(...args);
      },
    };
    spending = createSpending(server.redis, twice);
    const reserved = await taken(of(500), { per_day: { tokens: 600 } });
    expect(await today()).toMatchObject({ tokens: '500' });
    await reserved.settle(of(30));
    expect(await today()).toMatchObject({ tokens: '30' });
  });

  test('after midnight counts for the day on which it was taken', async () => {
    const reserved = await taken(of(500), {}, { nowMs: Date.UTC(2026, 9, 1, 23, 59, 59) });
    await reserved.settle(of(10));
    expect(await today()).toMatchObject({ tokens: '10' });
  });

  test('bears sums larger than Lua writes as whole numbers by itself', async () => {
    const large = of(0, { micros: 4e14 });
    await (await taken(large, {})).settle(large);
    expect(await today()).toMatchObject({ micros: '400000000000000' });
  });
});

test('everything that is counted expires', async () => {
  await taken(of(1), {});
  await spending.isNews('support', 'per_day', noon);
  const keys = await server.redis.keys('{b:*');
  expect(keys).toHaveLength(4);
  for (const key of keys) expect(await server.redis.ttl(key)).toBeGreaterThan(0);
});

test('an alarm is news once a day, for each agent and kind', async () => {
  const all = [
    await spending.isNews('support', 'per_day', noon),
    await spending.isNews('support', 'per_day', noon + 1000),
    await spending.isNews('support', 'near', noon),
    await spending.isNews('sales', 'per_day', noon),
    await spending.isNews('support', 'per_day', noon + DAY),
  ];
  expect(all).toEqual([true, false, true, true, true]);
});
