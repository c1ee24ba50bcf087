import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deadLetterIdOf } from '#domain/ids.ts';
import { PermanentError, TransientError } from '#errors.ts';
import { createDeadLetters, type DeadLetters } from '#store/dead-letters.ts';
import { keysOf, threadKeyOf } from '#store/keys.ts';
import { aClassification, aSentMail, grantId } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import type { FakeNylas } from './fake-nylas.ts';
import { scenarios } from './scenarios.ts';
import { aStage, type Stage } from './stage.ts';

const HOUR = 60 * 60 * 1000;
const server = redisForFile();
let stage: Stage;
let deadLetters: DeadLetters;
const lettersOf = ({ deps }: Stage) => createDeadLetters({ ...deps, redis: server.redis, shards: 1 });
beforeEach(async () => {
  stage = aStage(server.redis);
  deadLetters = lettersOf(stage);
});
afterEach(() => stage[Symbol.dispose]());

const keys = keysOf(0);
const inbox = keys.inbox(threadKeyOf({ grantId, threadId: 't1' }));
const messageKey = (id = 'm1') => keys.message(grantId, id);
const bug = new TypeError('a bug of ours');
const always = (error: Error) => Array.from({ length: 400 }, () => error);
const told = (name: string) => stage.events.filter((event) => event.name === name);
const letters = () => deadLetters.list(100);

describe('a message that was given up', () => {
  beforeEach(async () => {
    stage.nylas.fail('listThread', ...Array.from({ length: 14 }, () => bug));
    await stage.receive();
    await stage.drain();
  });

  test('is listed with the step, the fault, how often and since when', async () => {
    expect(await deadLetters.count()).toBe(1);
    const [letter] = await letters();
    expect(letter).toMatchObject({
      kind: 'message',
      messageId: 'm1',
      threadId: 't1',
      step: 'load',
      error: 'a bug of ours',
      attempts: 14,
    });
    expect(letter!.lastAtMs - letter!.firstAtMs).toBeGreaterThan(20 * 60_000);
    expect(told('deadLetter')).toMatchObject([{ args: [{ id: letter!.id, step: 'load', attempts: 14 }] }]);
    expect(await stage.inbox()).toEqual([]);
  });

  test('goes round again when somebody says so, is answered, and leaves the list', async () => {
    expect(await deadLetters.retryMessage(grantId, 'm1', 'bearer')).toBe('retried');
    expect(await stage.record()).toMatchObject({ state: 'new', attempts: 0, lastFault: null });
    expect(await server.redis.ttl(messageKey())).toBe(-1);
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply');
    expect(await letters()).toEqual([]);
    expect(await server.redis.xrange(keys.audit, '-', '+')).toMatchObject([
      [expect.anything(), expect.arrayContaining(['by', 'bearer', 'what', 'retry', 'message', 'm1'])],
    ]);
  });

  test('goes round once, however many say so at once', async () => {
    const retry = () => deadLetters.retryMessage(grantId, 'm1', 'bearer');
    const answers = await Promise.all([retry(), retry(), retry()]);
    expect(answers.toSorted()).toEqual(['not_dead', 'not_dead', 'retried']);
    await stage.drain();
    expect(await deadLetters.retryMessage(grantId, 'm1', 'bearer')).toBe('not_dead');
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('that dies again is listed again, with new tries', async () => {
    stage.nylas.fail('listThread', ...always(bug));
    await deadLetters.retry((await letters())[0]!.id, 'bearer');
    expect(await letters()).toEqual([]);
    await stage.drain();
    expect(await letters()).toMatchObject([{ attempts: 14 }]);
  });

  test('that a person answered meanwhile is left alone when it goes round', async () => {
    stage.nylas.messages.push(aSentMail({ id: 'by-hand', metadata: {}, headers: [], dateMs: stage.now() }));
    await deadLetters.retryMessage(grantId, 'm1', 'bearer');
    await stage.drain();
    expect(await stage.outcome()).toBe('skipped already_answered');
  });

  test('can be taken off the list', async () => {
    const [letter] = await letters();
    expect(await deadLetters.dismiss(letter!.id, 'bearer')).toBe('dismissed');
    expect(await letters()).toEqual([]);
    expect(await stage.outcome()).toBe('dead attempts_exhausted');
    expect(await deadLetters.dismiss(letter!.id, 'bearer')).toBe('missing');
  });
});

test('what was never seen, or never died, cannot go round again', async () => {
  await stage.receive();
  expect(await deadLetters.retryMessage(grantId, 'm1', 'bearer')).toBe('not_dead');
  expect(await deadLetters.retryMessage(grantId, 'm9', 'bearer')).toBe('missing');
  expect(await deadLetters.retry('dl_none', 'bearer')).toBe('missing');
});

describe('poison in a thread', () => {
  test('that is an item in an unknown form is listed at once, and the mail behind it is answered', async () => {
    await server.redis.rpush(inbox, 'x:what?');
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply');
    expect(await letters()).toMatchObject([{ kind: 'unknown', item: 'x:what?', messageId: null }]);
    await deadLetters.retry(deadLetterIdOf(grantId, 't1', 'x:what?'), 'bearer');
    expect(await stage.inbox()).toEqual(['x:what?']);
  });

  test.each([
    ['acct', '{"mail text'],
    ['out', '{'],
    ['st', 'nonsense'],
    ['th', '%'],
  ])(
    'that is a record whose %s cannot be read dies at once and alone, without its text in sight',
    async (field, text) => {
      await stage.receive({ id: 'before' });
      await stage.receive({ id: 'corrupt' });
      await stage.receive({ id: 'after' });
      await server.redis.hset(messageKey('corrupt'), field, text);
      expect(await stage.drain()).toEqual([]);
      expect(await stage.outcome('corrupt')).toBe('dead attempts_exhausted');
      expect(await stage.outcome('after')).toBe('sent category_reply');
      expect(await letters()).toMatchObject([
        { messageId: 'corrupt', error: expect.stringContaining(field) },
      ]);
      expect(JSON.stringify([stage.events, await letters()])).not.toContain('mail text');
    },
  );

  test('that is a reply on its way with unreadable bytes dies at once, and is never sent anew', async () => {
    await stage.receive();
    await server.redis.hset(messageKey(), 'st', 'sending', 'sat', stage.now(), 'out', '{');
    expect(await stage.drain()).toEqual([]);
    expect(await stage.outcome()).toBe('dead attempts_exhausted');
    expect(await deadLetters.retryMessage(grantId, 'm1', 'bearer')).toBe('may_have_left');
  });

  test('that breaks the look for a sent mail carries on with the same key when it goes round', async () => {
    await stage.receive();
    stage.nylas.sendEndsIn(
      { kind: 'unknown', status: undefined, message: 'no answer', replayed: false, retryAfterMs: undefined },
      'lost',
    );
    stage.nylas.fail('send', undefined, ...Array.from({ length: 13 }, () => bug));
    await stage.drain();
    expect(await stage.outcome()).toBe('dead attempts_exhausted category_reply');
    expect(await deadLetters.retryMessage(grantId, 'm1', 'bearer')).toBe('retried');
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply');
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('that is a review whose text cannot be read is listed, and mail goes on', async () => {
    await stage.receive({ id: 'm2' });
    await server.redis.hset(keys.review('rv_1'), 'd', '{', 'st', 'rejected');
    await server.redis.lpush(inbox, 'v:rv_1');
    await stage.drain();
    expect(await letters()).toMatchObject([{ kind: 'verdict', reviewId: 'rv_1', messageId: null }]);
    expect(await stage.outcome('m2')).toBe('sent category_reply');
  });
});

test('a model that classifies can be asked again after the letter went round', async () => {
  stage.model.classification = aClassification({ category: 'refund' });
  stage.nylas.fail('listThread', ...Array.from({ length: 14 }, () => bug));
  await stage.receive();
  await stage.drain();
  await deadLetters.retryMessage(grantId, 'm1', 'bearer');
  await stage.drain();
  expect(await stage.outcome()).toBe('review category_review');
});

const operations: (keyof FakeNylas['calls'])[] = [
  'listThread',
  'getMessage',
  'findSent',
  'send',
  'createDraft',
  'findDrafts',
  'getDraft',
  'deleteDraft',
];
const ends = ['sent', 'escalated', 'review', 'doubt', 'skipped', 'dead'];

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
  'every fault ends, in %s',
  (_name, scenario) => {
    test.each([
      ['a bug of ours', bug],
      ['a refusal', new PermanentError('400', { status: 400 })],
      ['an outage', new TransientError('503', { retryAfterMs: HOUR })],
    ])('%s', async (_kind, error) => {
      for (const operation of operations) {
        await server.redis.flushall();
        using one = aStage(server.redis);
        await scenario.before(one);
        one.nylas.fail(operation, ...always(error));
        await one.drain('?m1');
        await one.drain();
        const found = await server.redis.keys('{s0}:m:*');
        const states = await Promise.all(found.map((key) => server.redis.hget(key, 'st')));
        const alarms = one.events.filter(({ name }) => name === 'deadLetter').length;
        expect({
          operation,
          inbox: await one.inbox(),
          withoutEnd: states.filter((state) => !ends.includes(state ?? '')),
          letters: await lettersOf(one).count(),
          deadInSilence: states.filter((state) => state === 'dead').length > alarms,
        }).toEqual({ operation, inbox: [], withoutEnd: [], letters: alarms, deadInSilence: false });
      }
    });
  },
);
