import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendIdOf } from '#domain/ids.ts';
import { aClassification, aDraft, anAgent, aSentMail, grantId } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(() => {
  stage = aStage(server.redis);
});
afterEach(() => stage[Symbol.dispose]());

const names = () => stage.events.map(({ name }) => name);

describe('a message that deserves a reply', () => {
  test('gets one, in its thread, with one read and one write of Nylas and two calls of the model', async () => {
    await stage.receive();
    expect(await stage.drain()).toEqual([]);
    expect(stage.effects.filter((name) => /^(ask|list|get|find|send|create|delete)/.test(name))).toEqual([
      'listThread',
      'ask classification',
      'ask draft',
      'send',
    ]);
    expect(stage.nylas.mails).toMatchObject([
      {
        key: sendIdOf(grantId, 'm1'),
        body: {
          to: [{ email: 'carla@customer.example' }],
          subject: 'Re: Where is my order?',
          reply_to_message_id: 'm1',
          metadata: { key1: sendIdOf(grantId, 'm1'), key2: 'm1' },
        },
      },
    ]);
    expect(await stage.outcome()).toBe('sent category_reply');
    expect(await stage.inbox()).toEqual([]);
  });

  test('leaves a full account: agent, decision, steps, model answers, cost and the id of the mail', async () => {
    await stage.receive();
    await stage.drain();
    const record = await stage.record();
    expect(record).toMatchObject({
      sentId: 'sent-1',
      outgoing: { bytes: '', kind: 'reply', subject: 'Re: Where is my order?' },
    });
    expect(record?.account).toMatchObject({
      agent: 'support',
      decision: 'reply',
      category: 'order_status',
      confidence: 0.95,
      cost: { model_calls: 2, input_tokens: 20, output_tokens: 4 },
      classification: aClassification(),
      draft: aDraft(),
    });
    expect(record?.account?.steps.map(({ name }) => name)).toEqual([
      'load',
      'guard',
      'classify',
      'decide',
      'draft',
      'check',
      'send',
    ]);
    expect(names()).toContain('messageConcluded');
  });

  test('its bytes and key stand in the ledger as sending before the first send', async () => {
    await stage.receive();
    let seen: unknown;
    stage.nylas.before('send', async () => {
      seen = await stage.record();
    });
    await stage.drain();
    const sent = stage.nylas.mails[0]!;
    expect(seen).toMatchObject({
      state: 'sending',
      firstSendAtMs: stage.now(),
      outgoing: { sendId: sent.key, epoch: 0, bytes: sent.bytes },
    });
  });

  test('delivered again, during the work and after it, it gets no second one', async () => {
    const arrival = {
      direction: 'inbound',
      grantId,
      messageId: 'm1',
      threadId: 't1',
      answers: undefined,
    } as const;
    await stage.receive();
    stage.nylas.before('send', async () => {
      expect(await stage.deps.ledger.admit([arrival], stage.now())).toEqual(['again']);
    });
    await stage.drain();
    expect(await stage.deps.ledger.admit([arrival], stage.now())).toEqual(['done']);
    await stage.drain();
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('its own mail coming back by webhook changes nothing', async () => {
    await stage.receive();
    await stage.drain();
    await stage.leave(stage.nylas.messages.at(-1)!, 'm1');
    await stage.drain();
    expect(await stage.outcome('sent-1')).toBe('skipped own_message');
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('with the ledger lost it is found answered in its thread', async () => {
    await stage.receive();
    await stage.drain();
    await server.redis.flushall();
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toBe('skipped already_answered');
    expect(stage.nylas.mails).toHaveLength(1);
  });
});

describe('what becomes of a message', () => {
  test('answered by a person already is skipped without asking the model', async () => {
    await stage.receive();
    stage.nylas.messages.push(aSentMail({ dateMs: stage.now() + 1 }));
    await stage.drain();
    expect(await stage.outcome()).toBe('skipped already_answered');
    expect(stage.model.prompts).toEqual([]);
  });

  test('stopped by the guard is skipped with its reason', async () => {
    await stage.receive({ headers: [{ name: 'Auto-Submitted', value: 'auto-replied' }] });
    await stage.drain();
    expect(await stage.outcome()).toMatch(/^skipped auto/);
    expect(stage.effects).toEqual(['claim', 'listThread', 'record skipped']);
  });

  test('of a category that gets no answer is skipped', async () => {
    stage.model.classification = aClassification({ category: 'thanks' });
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toBe('skipped category_skip');
    expect(stage.nylas.mails).toEqual([]);
  });

  test('of a category that escalates goes to the person named in the agent file, and nothing to the sender', async () => {
    stage.model.classification = aClassification({ category: 'legal' });
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toBe('escalated category_escalate');
    expect(stage.nylas.mails).toMatchObject([
      { body: { to: [{ email: 'legal@shop.example' }], metadata: { kind: 'escalation' } } },
    ]);
  });

  test('in shadow mode is decided and recorded, and nothing is written to the mailbox', async () => {
    stage.agent = anAgent({ mode: 'shadow' });
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toBe('skipped shadow_mode category_reply');
    expect((await stage.record())?.account).toMatchObject({ decision: 'reply', draft: aDraft() });
    expect([stage.nylas.mails, stage.nylas.drafts]).toEqual([[], []]);
  });

  test('whose mailbox no agent answers any more is skipped', async () => {
    await stage.receive();
    stage.served = false;
    await stage.drain();
    expect(await stage.outcome()).toBe('skipped mailbox_not_served');
  });

  test('that Nylas does not have is believed gone only after a while', async () => {
    await stage.receive();
    stage.nylas.messages.length = 0;
    expect(await stage.drain()).toEqual([1000, 2000, 4000, 8000, 16_000]);
    expect(await stage.outcome()).toBe('skipped message_gone');
  });

  test('that becomes readable a moment after its webhook is answered', async () => {
    await stage.receive();
    const late = stage.nylas.messages.splice(0);
    await stage.work();
    stage.nylas.messages.push(...late);
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply');
  });

  test('whose budget is spent while its reply is written is parked', async () => {
    stage.agent = anAgent({ limits: { per_mailbox_per_hour: 1 } });
    await stage.receive();
    const { limits } = stage.deps;
    stage.deps.limits = {
      ...limits,
      async reserve(query) {
        await limits.reserve({ ...query, messageId: 'another', recipient: 'x@y.example' });
        return limits.reserve(query);
      },
    };
    await stage.drain();
    expect(await stage.outcome()).toBe('review mailbox_limit');
    expect(stage.nylas.mails).toEqual([]);
  });
});

describe('waiting for a burst to end', () => {
  test('the answer waits until the thread was quiet for so long', async () => {
    stage.agent = anAgent({ quiet_seconds: 60 });
    await stage.receive();
    expect(await stage.work()).toEqual({ kind: 'later', inMs: 60_000 });
    stage.advance(40_000);
    await stage.receive({ id: 'm2' });
    expect(await stage.work()).toEqual({ kind: 'later', inMs: 60_000 });
    stage.advance(59_999);
    expect(await stage.work()).toEqual({ kind: 'later', inMs: 1 });
    stage.advance(1);
    expect(await stage.work()).toEqual({ kind: 'done' });
    expect(stage.nylas.mails).toHaveLength(1);
  });
});
