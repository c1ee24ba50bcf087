import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendIdOf } from '#domain/ids.ts';
import { TransientError } from '#errors.ts';
import { change } from '#store/ledger.ts';
import { aSentMail, grantId } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const server = redisForFile();
let stage: Stage;
beforeEach(async () => {
  stage = aStage(server.redis);
  await stage.receive();
});
afterEach(() => stage[Symbol.dispose]());

const key = sendIdOf(grantId, 'm1');
const keysSent = () => stage.nylas.mails.map((mail) => mail.key);

describe('nothing leaves, and that is known', () => {
  const throttled = { kind: 'throttled', retryAfterMs: HOUR, replayed: false } as const;
  const unreached = { kind: 'unreached', message: 'ECONNREFUSED' } as const;

  test('a throttle that lasts for hours is no doubt: the reply leaves when it ends, under its first key', async () => {
    for (let time = 0; time < 5; time++) stage.nylas.sendEndsIn(throttled);
    expect(await stage.drain()).toEqual([HOUR, HOUR, HOUR, HOUR, HOUR]);
    expect(keysSent()).toEqual([key]);
    expect(await stage.outcome()).toBe('sent category_reply');
  });

  test('nobody listens for an hour: the reply leaves when somebody does', async () => {
    for (let time = 0; time < 12; time++) stage.nylas.sendEndsIn(unreached);
    const waits = await stage.drain();
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(20 * MINUTE);
    expect(keysSent()).toEqual([key]);
  });

  test('for a day: a person gets it, and approving sends it', async () => {
    for (let time = 0; time < 26; time++) stage.nylas.sendEndsIn(throttled);
    await stage.drain();
    expect(await stage.outcome()).toBe('review send_given_up category_reply');
    expect(stage.nylas.mails).toEqual([]);
    expect(await stage.review()).toMatchObject({
      status: 'open',
      body: expect.stringContaining('on its way'),
    });
    stage.nylas.sendEndsIn({ kind: 'sent', id: undefined, threadId: undefined, replayed: false }, 'lost');
    await stage.decide({ kind: 'approve', subject: 'Re: x', body: 'late, but here' });
    await stage.drain();
    expect(stage.nylas.mails).toHaveLength(1);
    expect(await stage.outcome()).toMatch(/^sent/);
  });

  test('for a day, and Nylas cannot even show what was asked: a person gets it all the same', async () => {
    for (let time = 0; time < 26; time++) stage.nylas.sendEndsIn(throttled);
    const away = Array.from({ length: 100 }, () => new TransientError('503'));
    await stage.work();
    stage.advance(25 * HOUR);
    stage.nylas.fail('listThread', ...away);
    await stage.drain();
    expect(await stage.outcome()).toBe('review send_given_up category_reply');
  });

  test('but a person answers meanwhile: nothing is sent', async () => {
    stage.nylas.sendEndsIn(throttled);
    await stage.work();
    stage.advance(HOUR);
    stage.nylas.messages.push(aSentMail({ dateMs: stage.now() }));
    await stage.drain();
    expect(stage.nylas.mails).toEqual([]);
    expect(await stage.outcome()).toBe('skipped already_answered category_reply');
  });

  test('but a life ended in the middle of the attempt: from then on it may have left', async () => {
    stage.cut = { at: 'send', when: 'after' };
    await stage.work();
    await stage.revive();
    stage.nylas.sendEndsIn(unreached);
    await stage.work();
    expect(await stage.record()).toMatchObject({ state: 'sending', attempts: 1 });
    await stage.drain();
    expect(stage.nylas.mails).toHaveLength(1);
    expect(await stage.outcome()).toBe('sent category_reply');
  });
});

test('Nylas away for a day after an unsure answer: doubt, although nothing could be looked up', async () => {
  stage.nylas.sendEndsIn({
    kind: 'unknown',
    status: undefined,
    message: 'no sure answer',
    replayed: false,
    retryAfterMs: undefined,
  });
  await stage.work();
  const away = Array.from({ length: 500 }, () => new TransientError('503'));
  stage.nylas.fail('findSent', ...away);
  stage.nylas.fail('listThread', ...away);
  stage.advance(25 * HOUR);
  await stage.drain();
  expect(await stage.outcome()).toBe('doubt send_doubt category_reply');
});

test.each(['ready', 'sending'] as const)(
  'a record that is %s and lost its bytes ends in doubt',
  async (state) => {
    const ref = stage.deps.ledger.threadRef(grantId, 't1');
    await stage.deps.transact(ref, change(ref, 'm1', { state }));
    expect(await stage.drain()).toEqual([]);
    expect(await stage.outcome()).toBe('doubt reply_lost');
    expect(await stage.review()).toMatchObject({
      status: 'open',
      body: '',
      subject: 'Re: Where is my order?',
      to: [{ email: 'carla@customer.example' }],
      question: expect.stringContaining('where is my order'),
    });
  },
);
