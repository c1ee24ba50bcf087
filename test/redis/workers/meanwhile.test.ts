import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shortIdOf } from '#domain/ids.ts';
import { aClassification, anAgent, aSentMail } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(() => {
  stage = aStage(server.redis);
});
afterEach(() => stage[Symbol.dispose]());

const targets = () => stage.nylas.mails.map(({ body }) => body.reply_to_message_id);

/** Mails of one thread, a second apart. */
async function burst(...mails: Parameters<Stage['receive']>[0][]): Promise<void> {
  for (const [at, mail] of mails.entries()) {
    await stage.receive({ id: `m${at + 1}`, body: `Hello, question ${at + 1}: where is my order?`, ...mail });
    stage.advance(1000);
  }
}

/** Once, when the model is asked for a draft. */
function whileWriting(happens: () => Promise<unknown>): void {
  const { ask } = stage.deps;
  stage.deps.ask = async (question) => {
    const answer = await ask(question);
    if (question.name !== 'draft') return answer;
    stage.deps.ask = ask;
    await happens();
    return answer;
  };
}

describe('what comes while a reply is being written', () => {
  test('from the sender makes one burst of it, with one reply', async () => {
    await burst({});
    whileWriting(() => burst({ id: 'm2', body: 'Hello, and one more thing.' }));
    await stage.drain();
    expect(targets()).toEqual(['m2']);
    expect(await stage.outcome('m1')).toBe('skipped answered_together');
  });

  test('from a person of ours, in a mail client, keeps our reply back', async () => {
    await burst({});
    whileWriting(() => stage.leave(aSentMail({ dateMs: stage.now() })));
    await stage.drain();
    expect(await stage.outcome('m1')).toMatch(/^skipped already_answered/);
    expect(stage.nylas.mails).toEqual([]);
    expect(await stage.inbox()).toEqual([]);
  });

  test('without end is answered after a minute at the latest', async () => {
    await burst({});
    const { ask } = stage.deps;
    let more = 2;
    stage.deps.ask = async (question) => {
      stage.advance(10_000);
      if (question.name === 'draft' && more < 40) await burst({ id: `m${more++}` });
      return ask(question);
    };
    await stage.work();
    expect(stage.nylas.mails.length).toBeGreaterThan(0);
  });
});

describe('mail whose webhook is late', () => {
  test('is answered together with what waits, and its webhook then changes nothing', async () => {
    await stage.receive({ id: 'm1' });
    await stage.receive({ id: 'm2', dateMs: stage.now() + 1000 }, 'late');
    await stage.drain();
    expect(targets()).toEqual(['m2']);
    const arrival = {
      direction: 'inbound',
      grantId: 'g1',
      messageId: 'm2',
      threadId: 't1',
      answers: undefined,
    } as const;
    expect(await stage.deps.ledger.admit([arrival], stage.now())).toEqual(['done']);
    expect(await stage.inbox()).toEqual([]);
  });

  test('and is older than what waits is covered by the answer, which thus comes after no later one', async () => {
    stage.knownSinceMs = stage.now();
    await stage.receive({ id: 'm0' }, 'late');
    await stage.receive({ id: 'm1', dateMs: stage.now() + 1000 });
    await stage.drain();
    expect(targets()).toEqual(['m1']);
    expect(stage.nylas.mails[0]?.body.metadata['covers']).toBe(shortIdOf('m0'));
    expect(await stage.outcome('m0')).toBe('skipped answered_together');
  });

  test('and is older is taken in even where quiet is waited for, since it is over for it', async () => {
    stage.agent = anAgent({ quiet_seconds: 60 });
    stage.knownSinceMs = stage.now();
    await stage.receive({ id: 'm0' }, 'late');
    await stage.receive({ id: 'm1', dateMs: stage.now() + 1000 });
    await stage.drain();
    expect(targets()).toEqual(['m1']);
    expect(await stage.outcome('m0')).toBe('skipped answered_together');
  });

  test.each([
    ['was there before the mailbox was ours', 1000, 0],
    ['came when the mailbox was not swept yet', undefined, 0],
    ['is so old that the ledger may have forgotten it', 0, 8 * 24 * 60 * 60 * 1000],
  ])('and is older is left alone when it %s', async (_, knownAfterMs, laterMs) => {
    if (knownAfterMs !== undefined) stage.knownSinceMs = stage.now() + knownAfterMs;
    await stage.receive({ id: 'm0' }, 'late');
    stage.advance(laterMs);
    await stage.receive({ id: 'm1', dateMs: stage.now() + 2000 });
    await stage.drain();
    expect(targets()).toEqual(['m1']);
    expect(await stage.record('m0')).toBeUndefined();
  });
});

test('a reply being parked when its worker died still covers what it covered, wherever it stands in the inbox', async () => {
  stage.model.classification = aClassification({ category: 'refund' });
  await burst({ from: [{ email: 'dan@customer.example' }] });
  await stage.leave(aSentMail({ dateMs: stage.now() - 60_000 }));
  await stage.receive({ id: 'm2' }, 'late');
  await stage.receive({ id: 'm3', dateMs: stage.now() + 1 }, 'late');
  stage.cut = { at: 'createDraft', when: 'after' };
  await stage.drain();
  expect(await stage.inbox()).toEqual(['m:m1', 'o:s1', 'm:m3']);
  await stage.revive();
  await stage.drain();
  expect(await stage.review('m3')).toMatchObject({ status: 'open', covers: ['m2'] });
  expect(stage.nylas.drafts).toHaveLength(2);
});

test('mail that stands behind something else in the inbox is not waited for', async () => {
  stage.agent = anAgent({ quiet_seconds: 1 });
  await burst({});
  await stage.leave(aSentMail({ dateMs: stage.now() - 60_000 }));
  await stage.receive({ id: 'm2' });
  stage.advance(1000);
  await stage.drain();
  expect(targets()).toEqual(['m1', 'm2']);
  expect(stage.model.prompts).toHaveLength(4);
});
