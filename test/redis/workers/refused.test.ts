import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendIdOf } from '#domain/ids.ts';
import { PermanentError, TransientError } from '#errors.ts';
import type { SendOutcome } from '#nylas/client.ts';
import { anAgent, grantId } from '../../helpers/builders.ts';
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
const refusal: SendOutcome = {
  kind: 'refused',
  status: 403,
  type: 'forbidden',
  message: 'blocked',
  replayed: false,
};
const keysSent = () => stage.nylas.mails.map((mail) => mail.key);

describe('Nylas refuses', () => {
  test('the reply waits for a person with what was written and why', async () => {
    stage.nylas.sendEndsIn(refusal);
    await stage.drain();
    expect(await stage.outcome()).toBe('review send_refused category_reply');
    expect(await stage.review()).toMatchObject({
      status: 'open',
      body: expect.stringContaining('on its way'),
      to: [{ email: 'carla@customer.example' }],
      question: expect.stringContaining('where is my order'),
      reasons: [{ code: 'send_refused', detail: 'Nylas answered 403 forbidden: blocked' }, {}],
    });
  });

  test('the reply of an agent that answers all shows everybody it goes to, so that a newer message makes it stale', async () => {
    stage.agent = anAgent({ reply_all: true });
    await stage.receive({ id: 'm2', cc: [{ email: 'cleo@customer.example' }], threadId: 't2' });
    stage.nylas.sendEndsIn(refusal);
    await stage.drain('t2');
    expect(await stage.review('m2')).toMatchObject({
      to: [{ email: 'carla@customer.example' }],
      cc: [{ email: 'cleo@customer.example' }],
    });
    stage.advance(1000);
    await stage.receive({ id: 'm3', cc: [{ email: 'cleo@customer.example' }], threadId: 't2' });
    await stage.drain('t2');
    expect(await stage.review('m2')).toMatchObject({ status: 'stale' });
    expect(await stage.outcome('m3')).toBe('sent category_reply');
  });

  test('approved after that, it goes under a new key', async () => {
    stage.nylas.sendEndsIn(refusal, 'kept');
    await stage.drain();
    await stage.decide({ kind: 'approve', subject: 'Re: x', body: 'again' });
    await stage.drain();
    expect(keysSent()).toEqual([`${key}_1`]);
    expect(await stage.outcome()).toMatch(/^sent/);
    expect(await stage.review()).toMatchObject({ status: 'sent' });
  });

  test('a repeat of what may have left: it is looked for before anybody says that nothing left', async () => {
    stage.nylas.sendEndsIn(unknown(), 'leaves');
    stage.nylas.sendEndsIn(refusal);
    await stage.drain();
    expect(await stage.record()).toMatchObject({ state: 'sent', sentId: 'sent-1' });
  });

  test('a person finds it although Nylas cannot even say what was asked', async () => {
    stage.nylas.sendEndsIn({ ...refusal, status: 401 });
    stage.nylas.fail('listThread', undefined, new PermanentError('401', { status: 401 }));
    await stage.drain();
    expect(await stage.outcome()).toBe('review send_refused category_reply');
    expect(await stage.review()).toMatchObject({
      status: 'open',
      body: expect.stringContaining('on its way'),
    });
  });
});

describe('looking for the mail fails', () => {
  test('for a while: it is tried again, and nothing is sent or decided meanwhile', async () => {
    stage.nylas.sendEndsIn(unknown());
    await stage.work();
    stage.advance(45 * MINUTE + 1);
    stage.nylas.fail('findSent', new TransientError('503'), new TransientError('503'));
    stage.nylas.fail('listThread', new TransientError('503'));
    await stage.work();
    expect(await stage.record()).toMatchObject({ state: 'sending', lastFault: '503' });
    await stage.drain();
    expect(keysSent()).toEqual([`${key}_1`]);
  });

  test('for good, with the grant gone: a person gets it in the end', async () => {
    stage.nylas.sendEndsIn(unknown());
    await stage.work();
    stage.advance(45 * MINUTE + 1);
    const gone = Array.from({ length: 100 }, () => new PermanentError('no such grant', { status: 404 }));
    stage.nylas.fail('findSent', ...gone);
    stage.nylas.fail('listThread', ...gone);
    await stage.drain();
    expect(await stage.outcome()).toBe('doubt send_doubt category_reply');
    expect(await stage.review()).toMatchObject({
      status: 'open',
      body: expect.stringContaining('on its way'),
    });
  });
});

describe('a doubt', () => {
  beforeEach(async () => {
    stage.nylas.sendEndsIn(unknown(504), 'leaves');
    stage.nylas.hidden.add('sent-1');
    await stage.drain();
  });

  test('ends by itself when the mail comes back by webhook', async () => {
    expect(await stage.outcome()).toBe('doubt send_doubt category_reply');
    stage.nylas.hidden.clear();
    await stage.leave(stage.nylas.messages.at(-1)!, 'm1');
    await stage.drain();
    expect(await stage.outcome()).toBe('sent already_sent send_doubt category_reply');
    expect(await stage.review()).toMatchObject({ status: 'closed' });
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('approved although the mail can be found by now sends nothing more', async () => {
    stage.nylas.hidden.clear();
    await stage.decide({ kind: 'approve', subject: 'Re: x', body: 'again' });
    await stage.drain();
    expect(stage.nylas.mails).toHaveLength(1);
    expect(await stage.review()).toMatchObject({ status: 'closed', closedBecause: { code: 'already_sent' } });
  });

  test('approved while nothing can be found is sent again under the next key, as the person was told', async () => {
    await stage.decide({ kind: 'approve', subject: 'Re: x', body: 'again' });
    await stage.drain();
    expect(keysSent()).toEqual([key, `${key}_1`]);
    expect(await stage.outcome()).toMatch(/^sent/);
  });
});
