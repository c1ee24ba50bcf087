import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';
import {
  anAgentWith,
  approvedAction,
  askedByNumber,
  found,
  payBack,
  toolFailed as failed,
} from './tool-scenarios.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(() => {
  stage = aStage(server.redis);
  stage.agent = anAgentWith({ pay_back: payBack });
  stage.tools.outcome = found({ ok: true });
});
afterEach(() => stage[Symbol.dispose]());

const approve = { kind: 'approve' as const, subject: 'Re: Where is my order?', body: 'It is paid back.' };
const parked = async () => {
  await stage.receive(askedByNumber);
  await stage.drain();
};

describe('a tool that acts', () => {
  test('is proposed in words on a review without a mailbox draft, and does nothing', async () => {
    await parked();
    expect(stage.tools.calls).toEqual([]);
    expect(stage.nylas.drafts).toEqual([]);
    expect(await stage.review()).toMatchObject({
      status: 'open',
      actions: [{ tool: 'pay_back', words: 'Refund order 123456', status: 'proposed' }],
      reasons: [{ code: 'action_proposed' }],
    });
    expect(stage.model.prompts.at(-1)?.user).toContain('Refund order 123456');
  });

  test('is done once when a person approves, under a key of its own, before the reply is sent', async () => {
    await parked();
    stage.effects.length = 0;
    await stage.decide(approve);
    await stage.drain();
    expect(stage.tools.calls).toMatchObject([
      { values: { number: '123456' }, key: expect.stringMatching(/^a_\w{40}$/) },
    ]);
    expect(stage.effects.indexOf('call tool')).toBeGreaterThan(stage.effects.indexOf('review approved'));
    expect(stage.effects.indexOf('send')).toBeGreaterThan(stage.effects.indexOf('call tool'));
    expect(await stage.review()).toMatchObject({ status: 'sent', actions: [{ status: 'done' }] });
    expect(await stage.outcome()).toMatch(/^sent /);
  });

  test('that is rejected is not done', async () => {
    await parked();
    await stage.decide({ kind: 'reject', reason: 'no' });
    await stage.drain();
    expect(stage.tools.calls).toEqual([]);
  });

  test('that fails opens the review again with the reason, nothing is sent, and approving tries it again', async () => {
    await parked();
    stage.tools.outcomes = [
      { kind: 'failed', reason: 'shop.example answered 422', again: false, reached: false },
    ];
    await stage.decide(approve);
    await stage.drain();
    expect(stage.nylas.mails).toEqual([]);
    const review = await stage.review();
    expect(review).toMatchObject({
      status: 'open',
      actions: [{ status: 'failed' }],
      body: 'It is paid back.',
    });
    expect(review.reasons.map(({ code }) => code)).toContain('action_failed');
    await stage.decide(approve);
    await stage.drain();
    expect(stage.tools.calls).toHaveLength(2);
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('without a sure answer is not done again: the person is told, and approving sends the reply alone', async () => {
    await parked();
    stage.tools.outcomes = [failed];
    await stage.decide(approve);
    await stage.drain();
    expect(stage.nylas.mails).toEqual([]);
    expect((await stage.review()).reasons.map(({ code }) => code)).toContain('action_unsure');
    await stage.decide(approve);
    await stage.drain();
    expect(stage.tools.calls).toHaveLength(1);
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('without a sure answer is done again under the same key where a repeat does no harm', async () => {
    stage.agent = anAgentWith({ pay_back: { ...payBack, idempotent: true } });
    await parked();
    stage.tools.outcomes = [failed, failed];
    await stage.decide(approve);
    await stage.drain();
    expect(new Set(stage.tools.calls.map(({ key }) => key)).size).toBe(1);
    expect(stage.tools.calls).toHaveLength(3);
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('that may have been done for an earlier mail of the thread is not proposed as new', async () => {
    await parked();
    stage.tools.outcomes = [failed];
    await stage.decide(approve);
    await stage.drain();
    stage.advance(1000);
    await stage.receive({ id: 'm2', body: 'Any news of order 123456?' });
    await stage.drain();
    expect(await stage.review('m2')).toMatchObject({ actions: [{ status: 'unsure' }] });
  });

  test('is not done by a revision, which keeps it', async () => {
    await parked();
    await stage.decide({ kind: 'revise', instruction: 'shorter' });
    await stage.drain();
    expect(stage.tools.calls).toEqual([]);
    expect(stage.nylas.drafts).toEqual([]);
    expect(await stage.review()).toMatchObject({ status: 'open', actions: [{ status: 'proposed' }] });
  });
});

test('what may have been done is never done twice, wherever its process dies, and is never silent', async () => {
  await approvedAction(stage, payBack);
  stage.effects.length = 0;
  await stage.drain();
  const cuts = stage.effects.flatMap((_, at) => [
    { at: at + 1, when: 'before' as const },
    { at: at + 1, when: 'after' as const },
  ]);
  const ends = new Set<string>();
  for (const cut of cuts) {
    await server.redis.flushall();
    using other = aStage(server.redis);
    other.tools.outcome = found({ ok: true });
    await approvedAction(other, payBack);
    Object.assign(other, { effects: [], cut });
    await other.drain();
    await other.revive();
    await other.drain();
    const { status, actions, reasons } = await other.review();
    const codes = reasons.map(({ code }) => code).filter((code) => code !== 'action_proposed');
    const done = actions?.map((action) => action.status).join(' ');
    const { length: mails } = other.nylas.mails;
    expect(other.tools.calls.length).toBeLessThanOrEqual(1);
    ends.add([status, done, ...codes, `${mails} mails`].join(', '));
  }
  expect([...ends].toSorted()).toEqual(['open, unsure, action_unsure, 0 mails', 'sent, done, 1 mails']);
});
