import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message } from '#domain/mail.ts';
import type { SendOutcome } from '#nylas/client.ts';
import { parseEnvelope } from '#nylas/envelope.ts';
import { sift, siftReport } from '#server/sift.ts';
import { createReports } from '#store/reports.ts';
import { aClassification, aSentMail, grantId, mailboxAddress } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();

/** What Nylas may tell of one mail that left, each more than once and in any order (CONTRACT 1.4). */
const tellings = [
  'message.created',
  'message.updated',
  'message.updated.truncated',
  'message.delivered',
  'message.send_success',
] as const;
type Telling = (typeof tellings)[number];

function notification(type: Telling, { id, threadId, from, folders, metadata }: Message): Uint8Array {
  const message = { id, grant_id: grantId, object: 'message', thread_id: threadId, from, folders, metadata };
  const object =
    type === 'message.delivered' ? { message: { id, from: 'x', metadata }, delivered: {} } : message;
  return Buffer.from(JSON.stringify({ type, id: 'ntf', data: { grant_id: grantId, object } }));
}

const mailboxOf = () => ({ address: mailboxAddress });

/** As the server takes it. */
async function tell(stage: Stage, type: Telling, message: Message): Promise<void> {
  const envelope = parseEnvelope(notification(type, message));
  if (envelope === undefined) throw new Error('no envelope');
  const arrival = sift(envelope, mailboxOf);
  const report = siftReport(envelope, mailboxOf);
  if (arrival) await stage.deps.ledger.admit([arrival], stage.now());
  const { ledger, transact } = stage.deps;
  const reports = createReports({ redis: server.redis, ledger, transact, shards: 1 });
  if (!arrival && report) await reports.take(report, stage.now());
}

const lost: SendOutcome = {
  kind: 'unknown',
  status: 504,
  message: 'no sure answer',
  replayed: false,
  retryAfterMs: undefined,
};
const lastSent = (stage: Stage) => stage.nylas.messages.at(-1)!;

const scenarios: { name: string; start: (stage: Stage) => Promise<Message>; ends: RegExp; mails: number }[] =
  [
    {
      name: 'a reply that was sent',
      async start(stage) {
        await stage.receive();
        await stage.drain();
        return lastSent(stage);
      },
      ends: /^sent category_reply$/,
      mails: 1,
    },
    {
      name: 'a reply that left without an answer, in the middle of its tries',
      async start(stage) {
        stage.nylas.sendEndsIn(lost, 'leaves');
        await stage.receive();
        await stage.work();
        return lastSent(stage);
      },
      ends: /^sent category_reply$/,
      mails: 1,
    },
    {
      name: 'a reply that is in doubt',
      async start(stage) {
        stage.nylas.sendEndsIn(lost, 'leaves');
        stage.nylas.hidden.add('sent-1');
        await stage.receive();
        await stage.drain();
        stage.nylas.hidden.clear();
        return lastSent(stage);
      },
      ends: /^sent already_sent send_doubt category_reply$/,
      mails: 1,
    },
    {
      name: 'a draft that a person sent',
      async start(stage) {
        stage.model.classification = aClassification({ category: 'refund' });
        await stage.receive();
        await stage.drain();
        return stage.nylas.sendDraftByHand(stage.nylas.drafts[0]!.id);
      },
      ends: /^sent already_sent category_review$/,
      mails: 1,
    },
    {
      name: 'the answer of a person to a message with an open review',
      async start(stage) {
        stage.model.classification = aClassification({ category: 'refund' });
        await stage.receive();
        await stage.drain();
        const message = aSentMail({ dateMs: stage.now() + 1 });
        stage.nylas.messages.push(message);
        return message;
      },
      ends: /^skipped answered_by_person category_review$/,
      mails: 0,
    },
  ];

const someOrder = fc.record({
  first: fc.constantFrom<Telling>('message.created', 'message.updated'),
  rest: fc.array(fc.constantFrom(...tellings), { maxLength: 6 }),
  /** After which of them the thread is worked. */
  worked: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
  at: fc.nat(6),
});

test.each(scenarios)(
  '$name: whatever Nylas tells of it and in whatever order, the loop is closed',
  async (scenario) => {
    const closes = fc.asyncProperty(someOrder, async ({ first, rest, worked, at }) => {
      await server.redis.flushall();
      using stage = aStage(server.redis);
      const message = await scenario.start(stage);
      const asked = stage.model.prompts.length;
      const told = rest.toSpliced(at, 0, first);
      for (const [index, type] of told.entries()) {
        await tell(stage, type, message);
        if (worked[index] === true) await stage.drain();
      }
      await stage.drain();
      expect(await stage.outcome()).toMatch(scenario.ends);
      expect(stage.nylas.mails).toHaveLength(scenario.mails);
      expect(stage.nylas.drafts).toEqual([]);
      expect(stage.model.prompts).toHaveLength(asked);
      expect(await stage.inbox()).toEqual([]);
      expect(await stage.deps.reviews.list({ status: 'open', limit: 10 })).toEqual([]);
    });
    await fc.assert(closes, { numRuns: 30, seed: 1 });
  },
);
