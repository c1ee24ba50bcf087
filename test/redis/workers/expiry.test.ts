import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { ReviewsConfig } from '#domain/reviews-config.ts';
import type { News } from '#domain/news.ts';
import { createAuditTrail } from '#store/audit-trail.ts';
import { fromJson } from '#store/json.ts';
import { keysOf } from '#store/keys.ts';
import { createPauses } from '#store/pauses.ts';
import { createReviewAges } from '#store/review-ages.ts';
import { createTransact } from '#store/transaction.ts';
import { scriptsOn } from '#store/scripts.ts';
import { ageReviews } from '#workers/review-ages.ts';
import { aClassification, anAgent, grantId } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { noSureAnswer } from './fake-nylas.ts';
import { aStage, type Stage } from './stage.ts';

const HOUR = 3_600_000;
const server = redisForFile();
let stage: Stage;
beforeEach(() => {
  stage = aStage(server.redis);
});
afterEach(() => stage[Symbol.dispose]());

async function parked(reviews: z.input<typeof ReviewsConfig>): Promise<void> {
  stage.agent = anAgent({ reviews });
  stage.model.classification = aClassification({
    category: 'refund',
    reason: 'wants money back for a parcel',
  });
  await stage.receive();
  await stage.drain();
  stage.events.length = 0;
}

const ages = () =>
  createReviewAges({
    redis: server.redis,
    transact: createTransact(scriptsOn(server.redis), 30_000),
    threadRef: (...ids) => stage.deps.ledger.threadRef(...ids),
  });

/** What upkeep does, and what follows from it. */
async function upkeep(hours = 0): Promise<void> {
  stage.advance(hours * HOUR);
  await ageReviews({ ...stage.deps, ages: ages(), shards: 1 });
  await stage.drain();
}

const news = async () => {
  const entries = await server.redis.xrange(keysOf(0).news, '-', '+');
  return entries.map(([, [, text = '{}']]) => fromJson<News>(text));
};
const approve = async () => {
  const { subject, body } = await stage.review();
  return stage.decide({ kind: 'approve', subject, body });
};
const toColleague = {
  expire_after: '3d',
  on_expiry: 'escalate',
  escalate_to: 'lead@shop.example',
} as const;

describe('a review that nobody decides', () => {
  test('is reminded of once, and its version stays, so that a verdict under way still counts', async () => {
    await parked({ remind_after: '4h' });
    for (const hours of [3, 1, 1, 100]) await upkeep(hours);
    const reminders = (await news()).filter(({ type }) => type === 'review.reminder');
    expect(reminders).toMatchObject([{ version: 1, status: 'open', by: 'inreply' }]);
    expect(stage.events.filter(({ name }) => name === 'reviewReminded')).toHaveLength(1);
    expect(await stage.review()).toMatchObject({ status: 'open', version: 1 });
    expect(await server.redis.zcard(keysOf(0).due)).toBe(0);
  });

  test('ends without a reply: its message says why, its draft is gone, a late verdict learns of it', async () => {
    await parked({ expire_after: '3d' });
    expect(await stage.review()).toMatchObject({ expiresAtMs: stage.now() + 72 * HOUR });
    await upkeep(71);
    expect(await stage.review()).toMatchObject({ status: 'open' });
    await upkeep(1);
    expect(await stage.review()).toMatchObject({
      status: 'expired',
      closedBecause: { code: 'review_expired', detail: 'nobody decided it for 3 days' },
    });
    expect(await stage.outcome()).toBe('skipped review_expired category_review');
    expect(stage.nylas.drafts).toEqual([]);
    expect(stage.nylas.mails).toEqual([]);
    expect(await approve()).toMatchObject({ kind: 'conflict', code: 'already_decided' });
    const { entries } = await createAuditTrail(server.redis, 1).list({ limit: 9 });
    expect(entries.map(({ by, what }) => `${by} ${what}`)).toContain('inreply expired');
    expect(await server.redis.ttl(keysOf(0).review((await stage.review()).id))).toBeGreaterThan(0);
  });

  test('goes to the person named, with the draft and the thread, under a key of its own, once', async () => {
    await parked(toColleague);
    await upkeep(73);
    expect(await stage.outcome()).toBe('escalated review_expired category_review');
    expect(await stage.review()).toMatchObject({ status: 'expired' });
    expect(stage.nylas.mails).toMatchObject([
      {
        key: expect.stringMatching(/^er_/),
        body: {
          to: [{ email: 'lead@shop.example' }],
          metadata: { kind: 'escalation' },
          custom_headers: expect.arrayContaining([{ name: 'Auto-Submitted', value: 'auto-generated' }]),
        },
      },
    ]);
    const html = stage.nylas.mails[0]?.body.body ?? '';
    for (const part of [
      'wants money back for a parcel',
      'nobody decided it for 3 days',
      'your order is on its way',
    ])
      expect(html).toContain(part);
    expect(stage.nylas.drafts).toEqual([]);
    await upkeep(1000);
    expect(stage.nylas.mails).toHaveLength(1);
    expect(stage.model.prompts).toHaveLength(2);
  });

  test('that Nylas refuses to hand over is open again, for a person', async () => {
    await parked(toColleague);
    stage.nylas.sendEndsIn({
      kind: 'refused',
      status: 400,
      type: 'x',
      message: 'bad address',
      replayed: false,
    });
    await upkeep(73);
    expect(await stage.outcome()).toMatch(/^review send_refused/);
    expect(await stage.review()).toMatchObject({ status: 'open', reasons: [{ code: 'send_refused' }, {}] });
    expect(stage.nylas.drafts).toHaveLength(1);
    await approve();
    await stage.drain();
    expect(stage.nylas.mails).toMatchObject([{ body: { to: [{ email: 'carla@customer.example' }] } }]);
  });

  test('whose hand-over may have left is open again, in doubt', async () => {
    await parked(toColleague);
    stage.nylas.sendEndsIn(noSureAnswer(504), 'kept');
    await upkeep(73);
    expect(await stage.outcome()).toMatch(/^doubt send_doubt/);
    expect(await stage.review()).toMatchObject({ status: 'open' });
  });

  test('but was answered in a mail client ends as answered', async () => {
    await parked(toColleague);
    stage.nylas.sendDraftByHand(stage.nylas.drafts[0]?.id ?? '');
    await upkeep(73);
    expect(await stage.outcome()).toBe('sent already_sent category_review');
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test.each(['reject', 'escalate'] as const)(
    'while the kill switch stands waits on (%s)',
    async (on_expiry) => {
      await parked(on_expiry === 'reject' ? { expire_after: '3d' } : toColleague);
      const pauses = createPauses(server.redis);
      await pauses.pause({ agent: null, because: 'wrong', by: 'a person', atMs: stage.now() });
      await upkeep(73);
      expect(await stage.review()).toMatchObject({ status: 'open' });
      await pauses.resume(null, 'a person', stage.now());
      await upkeep(1);
      expect(await stage.review()).toMatchObject({ status: 'expired' });
    },
  );

  test('waits on beyond its time when its agent says nothing of it any more, or is gone', async () => {
    await parked({ expire_after: '3d' });
    stage.agent = anAgent({});
    await upkeep(73);
    stage.served = false;
    await upkeep(73);
    expect(await stage.review()).toMatchObject({ status: 'open' });
  });

  test('is counted against the hour of its mailbox, so that many at once are no flood', async () => {
    await parked(toColleague);
    const { limits } = stage.agent.config;
    stage.agent = anAgent({ reviews: toColleague, limits: { ...limits, per_mailbox_per_hour: 0 } });
    await upkeep(73);
    expect(await stage.review()).toMatchObject({ status: 'open' });
    stage.agent = anAgent({ reviews: toColleague });
    await upkeep(1);
    expect(await stage.outcome()).toMatch(/^escalated/);
  });
});

describe('a person and the end of a review', () => {
  test('at the same moment: exactly one wins, and what it says happens', async () => {
    const ends = new Set<string>();
    for (let round = 0; round < 12; round++) {
      await server.redis.flushall();
      stage[Symbol.dispose]();
      stage = aStage(server.redis);
      await parked({ expire_after: '3d' });
      stage.advance(73 * HOUR);
      const review = await stage.review();
      const expire = async () => {
        for (let wait = 0; wait < round % 4; wait++) await server.redis.ping(); // a little later each time
        return ages().expire(review, { code: 'review_expired', detail: '' }, stage.now());
      };
      const decide = async () => {
        const verdict = { kind: 'approve' as const, subject: review.subject, body: review.body };
        return (
          (await stage.deps.reviews.decide(review.id, review.version, verdict, 'anna')).kind === 'accepted'
        );
      };
      const results = await Promise.all([expire(), decide()]);
      expect(results.filter((won) => won)).toHaveLength(1);
      await stage.drain();
      const { status } = await stage.review();
      ends.add(status);
      expect(stage.nylas.mails).toHaveLength(status === 'sent' ? 1 : 0);
      expect(await stage.outcome()).toMatch(status === 'sent' ? /^sent/ : /^skipped review_expired/);
    }
    expect([...ends].toSorted()).toEqual(['expired', 'sent']);
  });

  test('of which only one is heard: an edit, a revision, a snooze begin its time anew', async () => {
    await parked({ expire_after: '3d' });
    stage.advance(70 * HOUR);
    await stage.decide({ kind: 'revise', instruction: 'shorter' });
    await upkeep(3);
    expect(await stage.review()).toMatchObject({ status: 'open' });
    const { id } = await stage.review();
    await server.redis.hset(keysOf(0).review(id), 'sn', stage.now() + 100 * HOUR);
    await upkeep(99);
    expect(await stage.review()).toMatchObject({ status: 'open' });
    await upkeep(72);
    expect(await stage.review()).toMatchObject({ status: 'open' });
    await upkeep(2);
    expect(await stage.review()).toMatchObject({ status: 'expired' });
  });
});

test('a review that cannot be read holds up no other', async () => {
  await parked({ expire_after: '3d' });
  await server.redis.zadd(keysOf(0).due, 1, 'rv_broken');
  await server.redis.hset(keysOf(0).review('rv_broken'), 'd', '{"id"');
  await upkeep(73);
  expect(await stage.outcome()).toMatch(/^skipped review_expired/);
  expect(stage.deps.ledger.threadRef(grantId, 't1').shard).toBe(0);
});
