import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shortIdOf } from '#domain/ids.ts';
import { PermanentError, TransientError } from '#errors.ts';
import { aClassification, anAgent, aSentMail } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(() => {
  stage = aStage(server.redis);
});
afterEach(() => stage[Symbol.dispose]());

const thanks = aClassification({ category: 'thanks', needs_reply: false });
const refund = aClassification({ category: 'refund' });
const legal = aClassification({ category: 'legal' });
const targets = () => stage.nylas.mails.map(({ body }) => body.reply_to_message_id);
const autoReply = { headers: [{ name: 'Auto-Submitted', value: 'auto-replied' }] };

const broken = Array.from({ length: 100 }, () => new PermanentError('broken', { status: 500 }));

/** Mails of one thread, a second apart. */
async function burst(...mails: Parameters<Stage['receive']>[0][]): Promise<void> {
  for (const [at, mail] of mails.entries()) {
    await stage.receive({ id: `m${at + 1}`, body: `Hello, question ${at + 1}: where is my order?`, ...mail });
    stage.advance(1000);
  }
}

describe('messages that wait together', () => {
  test('three of one sender get one reply, to the newest, that covers the others', async () => {
    await burst({}, {}, {});
    await stage.drain();
    expect(targets()).toEqual(['m3']);
    expect(stage.nylas.mails[0]?.body.metadata['covers']).toBe(`${shortIdOf('m1')},${shortIdOf('m2')}`);
    expect(await stage.outcome('m1')).toBe('skipped answered_together');
    expect(await stage.outcome('m3')).toBe('sent category_reply');
    expect(stage.model.prompts[1]?.user).toMatch(/question 1[^]*question 2[^]*question 3/);
  });

  test('an automatic reply among them is skipped and does not stop the others', async () => {
    await burst({}, autoReply, {}, autoReply);
    await stage.drain();
    expect(targets()).toEqual(['m3']);
    expect(await stage.outcome('m2')).toMatch(/^skipped auto/);
    expect(await stage.outcome('m4')).toMatch(/^skipped auto/);
  });

  test('two senders of a thread get a reply each, the newest first', async () => {
    await burst(
      {},
      { from: [{ email: 'dan@customer.example' }] },
      {},
      { from: [{ email: 'dan@customer.example' }] },
    );
    await stage.drain();
    expect(targets()).toEqual(['m4', 'm3']);
    expect(await stage.outcome('m1')).toBe('skipped answered_together');
    expect(await stage.outcome('m2')).toBe('skipped answered_together');
  });

  test('a thank-you after a question ends alone, and the question is answered', async () => {
    stage.model.byWord = { gratitude: thanks };
    await burst({}, { body: 'With gratitude in advance!' });
    await stage.drain();
    expect(await stage.outcome('m2')).toBe('skipped category_skip');
    expect(await stage.outcome('m1')).toBe('sent category_reply');
    expect(targets()).toEqual(['m1']);
  });

  test('a threat after a question is handed over, and the question with it', async () => {
    stage.model.byWord = { lawyer: legal };
    await burst({}, { body: 'My lawyer will write to you.' });
    await stage.drain();
    expect(await stage.outcome('m2')).toBe('escalated category_escalate');
    expect(await stage.outcome('m1')).toBe('skipped answered_together');
    expect(stage.nylas.mails.map(({ body }) => body.body)).toEqual([
      expect.stringMatching(/My lawyer[^]*question 1/),
    ]);
  });

  test('one that comes while the model thinks is answered after it', async () => {
    await burst({});
    stage.nylas.before('send', async () => void (await stage.receive({ id: 'm2' })));
    await stage.drain();
    expect(targets()).toEqual(['m1', 'm2']);
  });

  test('many more than are looked at together are answered together too', async () => {
    await burst(...Array.from({ length: 130 }, () => ({})));
    await stage.drain();
    expect(targets()).toEqual(['m130']);
  });

  test('a person answers one while they wait: only what came after it is answered', async () => {
    await burst({});
    await stage.leave(aSentMail({ dateMs: stage.now() }));
    stage.advance(1000);
    await stage.receive({ id: 'm2', body: 'Hello, and where is the other order?' });
    await stage.drain();
    expect(await stage.outcome('m1')).toBe('skipped already_answered');
    expect(targets()).toEqual(['m2']);
  });
});

describe('a newer message over an open review', () => {
  beforeEach(async () => {
    stage.model.classification = refund;
    await burst({});
    await stage.drain();
    stage.model.classification = aClassification();
  });

  test('makes it stale, deletes its draft, and one reply covers both', async () => {
    await stage.receive({ id: 'm2' });
    await stage.drain();
    expect(await stage.review('m1')).toMatchObject({
      status: 'stale',
      closedBecause: { code: 'newer_message' },
    });
    expect(await stage.outcome('m1')).toBe('skipped category_review superseded');
    expect(stage.nylas.drafts).toEqual([]);
    expect(targets()).toEqual(['m2']);
    expect(stage.nylas.mails[0]?.body.metadata['covers']).toBe(shortIdOf('m1'));
    expect(await stage.decide({ kind: 'approve', subject: 's', body: 'b' }, 'm1')).toMatchObject({
      kind: 'conflict',
    });
  });

  test('of somebody else leaves it open', async () => {
    await stage.receive({ id: 'm2', from: [{ email: 'dan@customer.example' }] });
    await stage.drain();
    expect(await stage.review('m1')).toMatchObject({ status: 'open' });
    expect(stage.nylas.drafts).toHaveLength(1);
    expect(targets()).toEqual(['m2']);
  });

  test('that is an automatic reply leaves it open', async () => {
    await stage.receive({ id: 'm2', ...autoReply });
    await stage.drain();
    expect(await stage.review('m1')).toMatchObject({ status: 'open' });
  });

  test('that only says thank you leaves it open', async () => {
    stage.model.classification = thanks;
    await stage.receive({ id: 'm2', body: 'Thank you for looking into it.' });
    await stage.drain();
    expect(await stage.outcome('m2')).toBe('skipped category_skip');
    expect(await stage.review('m1')).toMatchObject({ status: 'open' });
    expect(stage.nylas.drafts).toHaveLength(1);
  });

  test('of an agent that is in shadow mode by now leaves it open', async () => {
    stage.agent = anAgent({ mode: 'shadow' });
    await stage.receive({ id: 'm2' });
    await stage.drain();
    expect(await stage.outcome('m2')).toMatch(/^skipped shadow_mode/);
    expect(await stage.review('m1')).toMatchObject({ status: 'open' });
    expect(stage.nylas.drafts).toHaveLength(1);
  });

  test('and a third: the last reply covers all of them, through all reviews', async () => {
    stage.model.classification = refund;
    await stage.receive({ id: 'm2' });
    await stage.drain();
    stage.model.classification = aClassification();
    stage.advance(1000);
    await stage.receive({ id: 'm3' });
    await stage.drain();
    expect(await stage.review('m2')).toMatchObject({ status: 'stale' });
    expect((await stage.record('m3'))?.outgoing?.covers.toSorted()).toEqual(['m1', 'm2']);
    expect(stage.nylas.drafts).toEqual([]);
  });

  test('and a third while the second waits for the model: one reply covers all', async () => {
    stage.model.faults = [new TransientError('503')];
    await stage.receive({ id: 'm2' });
    await stage.work();
    await stage.receive({ id: 'm3', dateMs: stage.now() + 1 });
    await stage.drain();
    expect(targets()).toEqual(['m3']);
    expect((await stage.record('m3'))?.outgoing?.covers.toSorted()).toEqual(['m1', 'm2']);
  });

  test('approved this very moment does not send it after the answer to the newer one: one reply covers both', async () => {
    await stage.receive({ id: 'm2' });
    stage.nylas.before('listThread', async () => {
      await stage.decide({ kind: 'approve', subject: 'Re: x', body: 'approved' }, 'm1');
    });
    await stage.drain();
    expect(targets()).toEqual(['m2']);
    expect(stage.nylas.mails[0]?.body.metadata['covers']).toBe(shortIdOf('m1'));
    expect(await stage.review('m1')).toMatchObject({ status: 'stale' });
    expect(stage.nylas.drafts).toEqual([]);
  });
});

describe('a message that cannot be worked', () => {
  test('does not take a newer one of its thread with it', async () => {
    await stage.receive({ id: 'poison' });
    stage.nylas.messages.length = 0;
    stage.nylas.fail('getMessage', ...broken);
    for (let run = 0; run < 8; run++) {
      const rest = await stage.work();
      stage.advance(rest.kind === 'later' ? rest.inMs : 0);
    }
    await stage.receive({ id: 'm2' });
    await stage.drain();
    expect(await stage.outcome('poison')).toBe('dead attempts_exhausted');
    expect(await stage.outcome('m2')).toBe('sent category_reply');
  });

  test('does not take those that came together with it', async () => {
    await stage.receive({ id: 'm1' });
    await stage.receive({ id: 'poison' });
    stage.nylas.messages.pop();
    stage.nylas.fail('getMessage', ...broken);
    await stage.receive({ id: 'm3' });
    await stage.drain();
    expect(await stage.outcome('poison')).toBe('dead attempts_exhausted');
    expect(await stage.outcome('m1')).toMatch(/^(sent|skipped answered_together)/);
    expect(await stage.outcome('m3')).toBe('sent category_reply');
    expect(stage.events.filter(({ name }) => name === 'deadLetter')).toHaveLength(1);
  });

  test('takes no older one with it, even when the thread itself shows it', async () => {
    await stage.receive({ id: 'm1' });
    stage.advance(1000);
    await stage.receive({ id: 'poison' });
    const poison = stage.nylas.messages.at(-1)!;
    Object.defineProperty(poison, 'attachments', {
      get() {
        throw new Error('cannot be read');
      },
    });
    await stage.drain();
    expect(await stage.outcome('m1')).toBe('sent category_reply');
    expect(await stage.outcome('poison')).toBe('dead attempts_exhausted');
  });
});
