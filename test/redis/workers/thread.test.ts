import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PermanentError, TransientError } from '#errors.ts';
import { keysOf, threadKeyOf } from '#store/keys.ts';
import { createLeases, type Leases } from '#store/lease.ts';
import { scriptsOn } from '#store/scripts.ts';
import { aClassification, anAgent, grantId } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
let cleanup: DisposableStack;
beforeEach(() => {
  cleanup = new DisposableStack();
  stage = cleanup.use(aStage(server.redis));
});
afterEach(() => cleanup.dispose());

const ref = { shard: 0, grantId, threadId: 't1' };
const leaseKey = keysOf(0).lease(threadKeyOf(ref));
const dueAt = async () => Number(await server.redis.zscore(keysOf(0).pend, threadKeyOf(ref)));
const told = (name: string) => stage.events.filter((event) => event.name === name);
const newLeases = (leaseMs: number, onLost = () => {}): Leases =>
  cleanup.use(createLeases({ redis: server.redis, scripts: scriptsOn(server.redis), leaseMs, onLost }));

describe('a thread', () => {
  test('without work is done at once', async () => {
    expect(await stage.work()).toEqual({ kind: 'done' });
    expect(stage.effects).toEqual(['claim']);
  });

  test('that somebody else works is looked at again when that lease may have run out', async () => {
    await stage.receive();
    await newLeases(2000).claim(ref);
    const rest = await stage.work();
    expect(rest.kind).toBe('later');
    expect(rest.kind === 'later' && rest.inMs).toBeGreaterThan(1000);
    expect(rest.kind === 'later' && rest.inMs).toBeLessThanOrEqual(2020);
    expect(stage.effects).toEqual(['claim']);
  });

  test('worked by ten at once has one reply', async () => {
    await stage.receive();
    await Promise.all(Array.from({ length: 10 }, () => stage.work()));
    await stage.drain();
    expect(stage.nylas.mails).toHaveLength(1);
    expect(stage.model.prompts).toHaveLength(2);
  });

  test('that waits is free for others meanwhile, and due when its wait is over', async () => {
    await stage.receive();
    stage.model.faults = [new TransientError('503')];
    expect(await stage.work()).toEqual({ kind: 'later', inMs: 1000 });
    expect(await server.redis.exists(leaseKey)).toBe(0);
    expect(await dueAt()).toBe(stage.now() + 1000);
  });

  test('with much work goes to the end of the line after twenty pieces of it, and loses none', async () => {
    stage.agent = anAgent({ limits: { per_thread: 100 } });
    const senders = Array.from({ length: 25 }, (_, at) => `person${at}@customer.example`);
    for (const [at, email] of senders.entries()) {
      await stage.receive({ id: `m${at}`, from: [{ email }], dateMs: stage.now() + at });
    }
    expect(await stage.work()).toEqual({ kind: 'yield' });
    expect(stage.nylas.mails.length).toBe(20);
    expect(await server.redis.exists(leaseKey)).toBe(0);
    expect(await stage.work()).toEqual({ kind: 'done' });
    expect(stage.nylas.mails).toHaveLength(25);
  });

  test('whose worker met a fault of Redis is given back, and the fault is thrown', async () => {
    await stage.receive();
    const { transact } = stage.deps;
    stage.deps.transact = () => Promise.reject(new Error('READONLY'));
    await expect(stage.work()).rejects.toThrow('READONLY');
    expect(await server.redis.exists(leaseKey)).toBe(0);
    stage.deps.transact = transact;
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply');
  });
});

describe('a lost lease', () => {
  test('aborts the model call at once, and nothing is written any more', async () => {
    await stage.receive();
    stage.deps.leases = newLeases(90, () => stage.deps.events.leaseLost({ thread: 'g1/t1' }));
    stage.deps.ask = async ({ signal }) => {
      await server.redis.set(leaseKey, 'another');
      if (!signal.aborted) await once(signal, 'abort');
      signal.throwIfAborted();
      throw new Error('aborted without being aborted');
    };
    const rest = await stage.work();
    expect(rest).toEqual({ kind: 'later', inMs: stage.deps.leaseMs });
    expect(stage.effects).toEqual(['listThread', 'note sender']);
    expect(await stage.record()).toMatchObject({ state: 'new', attempts: 0 });
    expect(await server.redis.get(leaseKey)).toBe('another');
    expect(told('leaseLost')).toHaveLength(1);
  });

  test('found out by a write ends the work, and the next holder sends the one reply', async () => {
    await stage.receive();
    stage.nylas.before('send', async () => void (await server.redis.del(leaseKey)));
    expect(await stage.work()).toEqual({ kind: 'later', inMs: stage.deps.leaseMs });
    expect(await stage.record()).toMatchObject({ state: 'sending' });
    expect(told('leaseLost')).toHaveLength(1);
    await stage.drain();
    expect(stage.nylas.mails).toHaveLength(1);
    expect(await stage.outcome()).toBe('sent category_reply');
  });

  test('of a worker that was paused: what the next one wrote stands, and the model is believed once', async () => {
    await stage.receive();
    let paused = false;
    const { ask } = stage.deps;
    stage.deps.ask = async (question) => {
      const answer = await ask(question);
      if (question.name !== 'draft' || paused) return answer;
      paused = true;
      await server.redis.del(leaseKey);
      stage.model.draft = { ...stage.model.draft, body: 'Hello Carla, from the second worker.' };
      await stage.drain();
      return answer;
    };
    expect(await stage.work()).toMatchObject({ kind: 'later' });
    expect(stage.nylas.mails).toMatchObject([{ body: { body: expect.stringContaining('second worker') } }]);
  });
});

describe('a message whose notification named no thread', () => {
  const unnamed = { named: false };

  test('is placed into its thread, which is woken, and answered there', async () => {
    await stage.receive({}, unnamed);
    await stage.drain('?m1');
    expect(stage.effects).toEqual(['claim', 'getMessage', 'place', 'wake', 'drop item']);
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply');
    expect(await stage.record()).toMatchObject({ threadId: 't1' });
  });

  test('is answered together with others of its thread', async () => {
    await stage.receive({ id: 'm0' });
    await stage.receive({}, unnamed);
    await stage.drain('?m1');
    await stage.drain();
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('that cannot be read yet is looked for a second time before it counts as gone', async () => {
    await stage.receive({}, unnamed);
    stage.nylas.fail('getMessage', new PermanentError('404', { status: 404 }));
    expect(await stage.drain('?m1')).toEqual([1000]);
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply');
  });

  test('and that is gone ends with its reason', async () => {
    await stage.receive({}, unnamed);
    stage.nylas.messages.length = 0;
    await stage.drain('?m1');
    expect(await stage.outcome()).toBe('skipped message_gone');
    expect(await stage.inbox('?m1')).toEqual([]);
  });

  test.each([
    ['sent', 'send', undefined],
    ['parked', 'createDraft', aClassification({ category: 'refund' })],
  ] as const)(
    'is worked in its thread alone, also while it is being %s there and its placing was cut short',
    async (_state, at, seen) => {
      if (seen) stage.model.classification = seen;
      await stage.receive({}, unnamed);
      stage.cut = { at: 'place', when: 'after' };
      await stage.drain('?m1');
      await stage.revive('?m1');
      stage.cut = { at, when: 'before' };
      await stage.drain();
      expect(stage.died).toBe(true);
      stage.cut = undefined;
      await stage.revive('?m1');
      await stage.drain('?m1');
      expect(stage.effects).toEqual(['claim', 'drop item']);
      await stage.revive();
      await stage.drain();
      expect(stage.nylas.mails.length + stage.nylas.drafts.length).toBe(1);
    },
  );
});

test('the stage counts effects, so that these tests mean what they say', async () => {
  await stage.receive();
  await stage.drain();
  expect(stage.effects).toEqual([
    'claim',
    'listThread',
    'note sender',
    'ask classification',
    'ask draft',
    'look at inbox',
    'reserve',
    'store ready',
    'record sending',
    'send',
    'record sent',
  ]);
  await vi.waitFor(async () => expect(await server.redis.exists(leaseKey)).toBe(0));
});
