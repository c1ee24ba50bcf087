import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendIdOf } from '#domain/ids.ts';
import type { IncomingReport } from '#domain/report.ts';
import type { SendOutcome } from '#nylas/client.ts';
import { createReports } from '#store/reports.ts';
import { aSentMail, grantId } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(async () => {
  stage = aStage(server.redis);
  await stage.receive();
});
afterEach(() => stage[Symbol.dispose]());

const key = sendIdOf(grantId, 'm1');
const queued: SendOutcome = { kind: 'queued', id: 'q1', replayed: false };
const keysSent = () => stage.nylas.mails.map((mail) => mail.key);
const approve = { kind: 'approve', subject: 'Re: x', body: 'again' } as const;

function report(kind: IncomingReport['kind'], change: Partial<IncomingReport> = {}) {
  const { ledger, transact } = stage.deps;
  const reports = createReports({ redis: server.redis, ledger, transact, shards: 1 });
  const known = { kind, grantId, mailId: 'sent-1', about: 'm1', detail: `it ${kind}` };
  return reports.take({ ...known, ...change }, stage.now());
}

describe('a mail that Nylas queued', () => {
  beforeEach(async () => {
    stage.nylas.sendEndsIn(queued, 'kept');
    await stage.work();
  });

  test('and reports as sent is sent at once, although nothing can be found yet', async () => {
    await report('left', { mailId: 'n1' });
    expect(await stage.drain()).toEqual([]);
    expect(await stage.record()).toMatchObject({ state: 'sent', sentId: 'n1' });
    expect(await stage.inbox()).toEqual([]);
  });

  test('and reports as failed goes to a person with the reason, and is never sent by itself', async () => {
    await report('failed', { mailId: undefined });
    expect(await stage.drain()).toEqual([]);
    expect(await stage.outcome()).toBe('review send_failed category_reply');
    expect(await stage.review()).toMatchObject({
      status: 'open',
      body: expect.stringContaining('on its way'),
      reasons: [{ code: 'send_failed', detail: 'it failed' }, {}],
    });
    expect(keysSent()).toEqual([]);
    await stage.decide(approve);
    await stage.drain();
    expect(keysSent()).toEqual([`${key}_1`]);
    expect(await stage.outcome()).toMatch(/^sent/);
  });

  test('and reports as failed by nothing but its own id is found by that', async () => {
    await report('failed', { about: undefined, mailId: 'q1' });
    await stage.drain();
    expect(await stage.outcome()).toBe('review send_failed category_reply');
  });

  test('and reports as failed after it was given up as doubt: the doubt is over', async () => {
    await stage.drain();
    expect(await stage.outcome()).toBe('doubt send_doubt category_reply');
    await report('failed', { mailId: undefined });
    await stage.drain();
    expect(await stage.outcome()).toBe('review send_failed send_doubt category_reply');
    expect(await stage.review()).toMatchObject({ status: 'open', version: 2 });
  });

  test('and reports as sent after it was given up as doubt: the review is over', async () => {
    await stage.drain();
    await report('left', { mailId: 'n1' });
    await stage.drain();
    expect(await stage.record()).toMatchObject({ state: 'sent', sentId: 'n1' });
    expect(await stage.review()).toMatchObject({ status: 'closed', closedBecause: { code: 'already_sent' } });
  });

  test('and shows among the sent ones, and then reports as failed: a person gets it, and approving sends it', async () => {
    const shown = aSentMail({ id: 'n1', metadata: { key1: key, key2: 'm1', key3: 'inreply' } });
    stage.nylas.messages.push(shown);
    await stage.drain();
    expect(await stage.record()).toMatchObject({ state: 'sent', sentId: 'n1' });
    await report('failed', { mailId: 'n1' });
    await stage.drain();
    expect(await stage.outcome()).toBe('review send_failed category_reply');
    await stage.decide(approve);
    await stage.drain();
    expect(keysSent()).toEqual([`${key}_1`]);
    expect(await stage.outcome()).toMatch(/^sent/);
  });

  test('and reports as failed twice, before and after a person sent it anew: the second one changes nothing', async () => {
    await report('failed', { mailId: undefined });
    await stage.drain();
    await stage.decide(approve);
    await stage.drain();
    expect(await report('failed', { mailId: undefined })).toBeUndefined();
    await stage.drain();
    expect(await stage.outcome()).toMatch(/^sent/);
    expect(stage.nylas.mails).toHaveLength(1);
  });
});

describe('a mail without a sure answer', () => {
  const unknown: SendOutcome = {
    kind: 'unknown',
    status: 504,
    message: 'no sure answer',
    replayed: false,
    retryAfterMs: undefined,
  };

  test('that Nylas reports as delivered is sent, and not tried again', async () => {
    stage.nylas.sendEndsIn(unknown, 'leaves');
    await stage.work();
    await report('left');
    await stage.drain();
    expect(await stage.record()).toMatchObject({ state: 'sent', sentId: 'sent-1' });
    expect(stage.effects.filter((name) => name === 'send')).toHaveLength(1);
  });

  test('whose approval was sent without a sure answer: the report ends the review as well', async () => {
    stage.nylas.sendEndsIn(unknown, 'kept');
    await stage.drain();
    await stage.decide(approve);
    stage.nylas.sendEndsIn(unknown, 'leaves');
    await stage.work();
    await report('left', { mailId: 'sent-9' });
    await stage.drain();
    expect(await stage.review()).toMatchObject({ status: 'sent' });
    expect(await stage.inbox()).toEqual([]);
  });
});

describe('a mail that left', () => {
  beforeEach(async () => void (await stage.drain()));

  test('and came back: the message says so, once', async () => {
    await report('bounced');
    await stage.drain();
    expect(await report('bounced')).toBeUndefined();
    expect(await stage.outcome()).toBe('sent reply_bounced category_reply');
    expect((await stage.record())?.account?.steps.at(-1)).toMatchObject({ name: 'reported' });
    expect(await stage.inbox()).toEqual([]);
  });

  test('and was complained of: the message says so', async () => {
    await report('complaint');
    await stage.drain();
    expect(await stage.outcome()).toBe('sent reply_complaint category_reply');
  });

  test('and is reported as sent needs no work at all', async () => {
    expect(await report('left')).toBeUndefined();
    expect(await stage.inbox()).toEqual([]);
  });

  test('is found by its own record when the report bears no mark', async () => {
    await stage.leave(stage.nylas.messages.at(-1)!, 'm1');
    await report('bounced', { about: undefined });
    await stage.drain();
    expect(await stage.outcome()).toBe('sent reply_bounced category_reply');
  });
});

test.each([{ about: 'nobody' }, { about: undefined }, { about: undefined, mailId: undefined }])(
  'a report about a mail that nobody knows is let be: %o',
  async (change) => {
    expect(await report('failed', change)).toBeUndefined();
    expect(await stage.inbox()).toEqual(['m:m1']);
  },
);

test('a report that comes before its message is worked waits for that', async () => {
  await report('bounced');
  await stage.drain();
  expect(await stage.inbox()).toEqual([]);
  expect(await stage.outcome()).toMatch(/^sent/);
});
