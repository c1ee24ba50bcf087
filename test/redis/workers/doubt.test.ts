import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendIdOf } from '#domain/ids.ts';
import type { SendOutcome } from '#nylas/client.ts';
import { aSentMail, grantId } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const MINUTE = 60_000;
const server = redisForFile();
let stage: Stage;
beforeEach(async () => {
  stage = aStage(server.redis);
  await stage.receive();
});
afterEach(() => stage[Symbol.dispose]());

const key = sendIdOf(grantId, 'm1');
const unknown = (status?: number): SendOutcome => ({
  kind: 'unknown',
  status,
  message: 'no sure answer',
  replayed: false,
  retryAfterMs: undefined,
});
const keysSent = () => stage.nylas.mails.map((mail) => mail.key);
const sends = () => stage.effects.filter((name) => name === 'send').length;

describe('the answer to a send got lost', () => {
  test('after the mail went out: the same key and bytes again, and the repeated answer ends it', async () => {
    stage.nylas.sendEndsIn(unknown(), 'lost');
    expect(await stage.drain()).toEqual([1000]);
    expect(await stage.outcome()).toBe('sent category_reply');
    expect(keysSent()).toEqual([key]);
    expect(sends()).toBe(2);
  });

  test('before it reached Nylas: the same key again sends it', async () => {
    stage.nylas.sendEndsIn(unknown());
    stage.nylas.sendEndsIn(unknown());
    expect(await stage.drain()).toEqual([1000, 2000]);
    expect(keysSent()).toEqual([key]);
  });

  test('for 45 minutes: then the mail is looked for, found, and nothing is sent again', async () => {
    stage.nylas.sendEndsIn(unknown(), 'leaves');
    await stage.work();
    stage.advance(45 * MINUTE + 1);
    await stage.drain();
    expect(await stage.record()).toMatchObject({ state: 'sent', sentId: 'sent-1' });
    expect(sends()).toBe(1);
  });

  test('for more than an hour, when the key would send a second mail: found in the thread', async () => {
    stage.nylas.sendEndsIn(unknown(), 'leaves');
    await stage.work();
    stage.nylas.indexed = false;
    stage.advance(3 * 60 * MINUTE);
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply');
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('for 45 minutes and nothing left: a new key sends the same bytes', async () => {
    stage.nylas.sendEndsIn(unknown());
    await stage.work();
    stage.advance(45 * MINUTE + 1);
    await stage.drain();
    expect(keysSent()).toEqual([`${key}_1`]);
    expect(stage.nylas.mails[0]?.body.metadata['key1']).toBe(key);
    expect(await stage.outcome()).toBe('sent category_reply');
  });

  test('under the second key too: a person decides', async () => {
    stage.nylas.sendEndsIn(unknown());
    await stage.work();
    stage.advance(45 * MINUTE + 1);
    stage.nylas.sendEndsIn(unknown());
    await stage.work();
    stage.advance(45 * MINUTE + 1);
    await stage.drain();
    expect(await stage.outcome()).toBe('doubt send_doubt category_reply');
    expect(await stage.review()).toMatchObject({
      status: 'open',
      draftId: null,
      reasons: [{ code: 'send_doubt' }, {}],
    });
    expect(stage.nylas.mails).toEqual([]);
  });

  test('and its webhook came: that is the proof', async () => {
    stage.nylas.sendEndsIn(unknown(), 'leaves');
    await stage.work();
    await stage.leave(stage.nylas.messages.at(-1)!, 'm1');
    stage.advance(60 * MINUTE);
    await stage.drain();
    expect(await stage.record()).toMatchObject({ state: 'sent', sentId: 'sent-1' });
    expect(sends()).toBe(1);
  });

  test('and its webhook comes while a new key is about to be used: nothing more is sent', async () => {
    stage.nylas.sendEndsIn(unknown(), 'leaves');
    await stage.work();
    stage.nylas.hidden.add('sent-1');
    stage.advance(45 * MINUTE + 1);
    const { transact } = stage.deps;
    let renewed = false;
    stage.deps.transact = async (holder, operations) => {
      if (renewed) await stage.leave(stage.nylas.messages.at(-1)!, 'm1');
      renewed = operations.some((operation) => operation.includes('ready'));
      return transact(holder, operations);
    };
    await stage.drain();
    expect(stage.nylas.mails).toHaveLength(1);
    expect(await stage.record()).toMatchObject({ state: 'sent', sentId: 'sent-1' });
  });
});

describe('Nylas answers 202', () => {
  const queued: SendOutcome = { kind: 'queued', id: 'later', replayed: false };

  test('the mail counts as sent when it can be found', async () => {
    stage.nylas.sendEndsIn(queued, 'kept');
    for (let time = 0; time < 3; time++) expect(await stage.work()).toEqual({ kind: 'later', inMs: 5000 });
    expect(await stage.record()).toMatchObject({ state: 'sending', acceptedAtMs: stage.now() });
    stage.nylas.messages.push(aSentMail({ id: 'later', metadata: { key1: key }, dateMs: stage.now() }));
    await stage.drain();
    expect(await stage.record()).toMatchObject({ state: 'sent', sentId: 'later' });
    expect(sends()).toBe(1);
  });

  test('a mail that is never found is a doubt for a person after two and a half minutes', async () => {
    stage.nylas.sendEndsIn(queued, 'kept');
    const waits = await stage.drain();
    const tookMs = waits.reduce((sum, ms) => sum + ms, 0);
    expect(tookMs).toBeGreaterThanOrEqual(150_000);
    expect(tookMs).toBeLessThan(160_000);
    expect(await stage.outcome()).toBe('doubt send_doubt category_reply');
    expect(sends()).toBe(1);
  });
});

describe('Nylas answers 409', () => {
  test('because the first request still runs: the same key after three seconds', async () => {
    stage.nylas.sendEndsIn({ kind: 'concurrent' });
    expect(await stage.drain()).toEqual([3000]);
    expect(keysSent()).toEqual([key]);
  });

  test('because other bytes went under the key: that mail is found', async () => {
    stage.nylas.messages.push(aSentMail({ metadata: { key1: key }, threadId: 'elsewhere' }));
    stage.nylas.sendEndsIn({ kind: 'mismatch' });
    await stage.drain();
    expect(await stage.record()).toMatchObject({ state: 'sent', sentId: 's1' });
    expect(stage.nylas.mails).toEqual([]);
  });

  test('and that mail is never found: doubt, after the minute that it may take to be found', async () => {
    stage.nylas.outcomes.set(key, { kind: 'mismatch' });
    const waits = await stage.drain();
    expect(waits).toEqual([15_000, 15_000, 15_000, 15_000]);
    expect(await stage.outcome()).toBe('doubt send_doubt category_reply');
    expect(stage.nylas.mails).toEqual([]);
  });
});

describe('Nylas keeps a failure for the key', () => {
  test('500, and the mail is nowhere: a new key sends it', async () => {
    stage.nylas.sendEndsIn(unknown(500), 'kept');
    await stage.drain();
    expect(keysSent()).toEqual([`${key}_1`]);
    expect(await stage.outcome()).toBe('sent category_reply');
  });

  test('500, but the mail left: it is found, also when only after a while', async () => {
    stage.nylas.sendEndsIn(unknown(500), 'leaves');
    await stage.work();
    stage.nylas.hidden.add('sent-1');
    stage.advance(30_000);
    await stage.work();
    stage.nylas.hidden.clear();
    stage.advance(20_000);
    await stage.drain();
    expect(stage.nylas.mails).toHaveLength(1);
    expect(await stage.record()).toMatchObject({ state: 'sent', sentId: 'sent-1' });
  });

  test('504, and the mail is nowhere: it may have gone out, so a person decides', async () => {
    stage.nylas.sendEndsIn(unknown(504), 'kept');
    await stage.drain();
    expect(await stage.outcome()).toBe('doubt send_doubt category_reply');
    expect(stage.nylas.mails).toEqual([]);
  });

  test('500 for the second key too: a person decides', async () => {
    stage.nylas.outcomes.set(key, unknown(500)).set(`${key}_1`, unknown(500));
    await stage.drain();
    expect(await stage.outcome()).toBe('doubt send_doubt category_reply');
  });

  test('429: nothing left, and a new key sends it', async () => {
    const throttled = { kind: 'throttled', retryAfterMs: 30_000, replayed: false } as const;
    stage.nylas.sendEndsIn(throttled, 'kept');
    expect(await stage.drain()).toEqual([30_000, 30_000]);
    expect(keysSent()).toEqual([`${key}_1`]);
  });
});
