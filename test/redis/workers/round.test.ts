import { beforeEach, describe, expect, it } from 'vitest';
import { TransientError } from '#errors.ts';
import { createAlarms } from '#store/alarms.ts';
import { createSweepState, type SweepState } from '#store/sweep-state.ts';
import { createWatermarks, type Watermarks } from '#store/watermarks.ts';
import { runRound, tickMsOf } from '#workers/round.ts';
import { grantId, mailboxAddress, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const server = redisForFile();
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const PUBLIC_URL = 'https://mail.example.com';

let status: string | undefined;
let fault: Error | undefined;
let nowMs: number;
let calls: { name: string; fromMs?: number }[];
let told: { name: string; facts: unknown }[];
let watermarks: Watermarks;
let sweepState: SweepState;
beforeEach(() => {
  [status, fault, nowMs, calls, told] = ['active', undefined, noon, [], []];
  watermarks = createWatermarks(server.redis);
  sweepState = createSweepState(server.redis);
});

const note = (name: string) => (facts?: unknown) => void told.push({ name, facts });
const names = () => told.map(({ name }) => name);
const counted = (name: string) => calls.filter((call) => call.name === name).length;

/** One tick of a worker that sweeps every five minutes. */
function tick({ publicUrl }: { publicUrl: string | undefined } = { publicUrl: PUBLIC_URL }): Promise<void> {
  return runRound({
    publicUrl,
    everyMs: 5 * MINUTE,
    draftGraceMs: 4 * MINUTE,
    mailboxes: [{ grant: grantId, address: mailboxAddress }],
    nylas: {
      listBetween: async (_grant, fromMs) => {
        calls.push({ name: 'list', fromMs });
        return { messages: [], clockMs: nowMs };
      },
      listWebhooks: async () => {
        calls.push({ name: 'webhooks' });
        if (fault) throw fault;
        const other = { id: 'w0', webhook_url: 'https://other.example/webhooks/nylas', status: 'failed' };
        const ours = { id: 'w1', webhook_url: `${PUBLIC_URL}/webhooks/nylas`, status };
        const common = { trigger_types: [], notification_email_addresses: [] };
        return (status === undefined ? [other] : [other, ours]).map((one) => ({ ...one, ...common }));
      },
      listDrafts: async () => [],
      deleteDraft: async () => {},
    },
    reviews: {
      list: async () => {
        calls.push({ name: 'drafts' });
        return [];
      },
      find: async () => undefined,
    },
    ledger: {
      threadRef: (id, threadId) => ({ shard: 0, grantId: id, threadId }),
      find: async () => undefined,
    },
    transact: async () => ({ kind: 'committed', inbox: [] }),
    wake: async () => {},
    admit: async () => [],
    sweepState,
    watermarks,
    alarms: createAlarms(server.redis),
    events: {
      strayDraftDeleted: () => undefined,
      mailboxSwept: () => {},
      sweepFailed: note('sweepFailed'),
      destinationDown: note('destinationDown'),
      destinationUp: note('destinationUp'),
      destinationUnknown: note('destinationUnknown'),
    },
    now: () => nowMs,
    signal: new AbortController().signal,
  });
}

/** Ticks as they come for a while. */
async function pass(ms: number): Promise<void> {
  for (const endMs = nowMs + ms; nowMs < endMs;) {
    nowMs += tickMsOf(5 * MINUTE);
    await tick();
  }
}

describe('the sweep', () => {
  it('has a round every five minutes while webhooks come', async () => {
    await tick();
    await pass(30 * MINUTE);
    expect([counted('list'), counted('webhooks'), counted('drafts')]).toEqual([7, 7, 7]);
    expect(told).toEqual([]);
  });

  it('does not wait for a clock that was put back', async () => {
    await tick();
    nowMs -= 24 * 60 * MINUTE;
    await tick();
    expect(counted('list')).toBe(2);
  });

  it('is the same without PUBLIC_URL, but for the webhook', async () => {
    await tick();
    nowMs += 5 * MINUTE;
    await tick({ publicUrl: undefined });
    expect([counted('list'), counted('webhooks')]).toEqual([2, 1]);
    await sweepState.noteDestination({ status: 'failed', activeMs: 0 });
    nowMs += MINUTE;
    await tick({ publicUrl: undefined });
    expect(counted('list')).toBe(2);
  });
});

describe('a webhook that is not active', () => {
  it.each(['failing', 'failed', 'inactive', undefined])(
    'has mailboxes swept every 30 s, and is an alarm once an hour: %s',
    async (word) => {
      await tick();
      status = word;
      await pass(15 * MINUTE);
      const facts = word === undefined ? { status: 'missing' } : { status: word, webhookId: 'w1' };
      expect(told).toEqual([{ name: 'destinationDown', facts }]);
      // up to the next round nobody knows of it
      expect(counted('list')).toBe(1 + 21);
      expect(counted('drafts')).toBe(4);
      await server.redis.del('{s0}:alarm:destination');
      await pass(MINUTE);
      expect(names()).toEqual(['destinationDown', 'destinationDown']);
    },
  );

  it('is told of anew when it gets worse', async () => {
    await tick();
    status = 'failing';
    await pass(6 * MINUTE);
    status = 'failed';
    await pass(MINUTE);
    expect(told.map(({ facts }) => facts)).toMatchObject([{ status: 'failing' }, { status: 'failed' }]);
  });

  it('that is active again has every mailbox compared from the last time it was so', async () => {
    await tick();
    await pass(20 * MINUTE);
    const lastGoodMs = nowMs;
    status = 'failed';
    await pass(180 * MINUTE);
    status = 'active';
    calls = [];
    await pass(30 * SECOND);
    expect(told.at(-1)).toEqual({
      name: 'destinationUp',
      facts: { status: 'active', webhookId: 'w1', awaySeconds: 180 * 60 + 30 },
    });
    expect(calls.find(({ name }) => name === 'list')?.fromMs).toBeLessThanOrEqual(lastGoodMs);
    await pass(20 * MINUTE);
    expect(counted('list')).toBe(1 + 4);
    expect(names()).toEqual(['destinationDown', 'destinationUp']);
  });

  it('that cannot be asked for counts as it was', async () => {
    await tick();
    fault = new TransientError('Nylas is away');
    await pass(5 * MINUTE);
    expect([counted('list'), ...names()]).toEqual([2, 'destinationUnknown']);
    fault = undefined;
    status = 'failed';
    await pass(5 * MINUTE);
    fault = new TransientError('Nylas is away');
    const before = counted('list');
    await pass(2 * MINUTE);
    expect(counted('list') - before).toBe(4);
  });
});

describe('the watermark of a mailbox', () => {
  const mark = { sinceMs: noon, sweptMs: noon, deepMs: noon, comparedMs: noon };

  it('is set once: of two that connect a mailbox the first stands', async () => {
    expect(await watermarks.read(grantId)).toBeUndefined();
    await watermarks.connect(grantId, mark);
    await watermarks.connect(grantId, { ...mark, sinceMs: noon + 1, sweptMs: noon + 1 });
    expect(await watermarks.read(grantId)).toEqual(mark);
  });

  it('is whole also when the process died in between', async () => {
    await server.redis.hset(`{l:${grantId}}:swept`, { since: noon });
    expect(await watermarks.read(grantId)).toEqual({ ...mark, deepMs: 0 });
  });

  it('goes back, never forward, when it is rewound', async () => {
    await watermarks.rewind(grantId, noon);
    expect(await watermarks.read(grantId)).toBeUndefined();
    await watermarks.connect(grantId, mark);
    await watermarks.rewind(grantId, noon + 1);
    expect((await watermarks.read(grantId))?.sweptMs).toBe(noon);
    await watermarks.rewind(grantId, noon - 1);
    expect((await watermarks.read(grantId))?.sweptMs).toBe(noon - 1);
  });
});

it('an alarm that lasts is told of by one process once an hour, and its end once', async () => {
  const [one, two] = [createAlarms(server.redis), createAlarms(server.connect())];
  expect([await one.raise('x'), await two.raise('x'), await one.raise('y')]).toEqual([true, false, true]);
  expect(await server.redis.ttl('{s0}:alarm:x')).toBe(3600);
  expect([await two.clear('x'), await one.clear('x')]).toEqual([true, false]);
  expect(await one.raise('x')).toBe(true);
});
