import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { keysOf } from '#store/keys.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { deliver, happen, prepare, threadsOf, type Told } from './happen.ts';
import { brokenPromises, type Ending } from './promises.ts';
import { aStage, type Stage } from './stage.ts';
import { aStory } from './story.ts';

const server = redisForFile();
/** Each tells its stories one after the other, in a database of its own. */
const LANES = 16;
/** The same stories each time; to look deeper, give more of them and another seed: `MODEL_CHECK_RUNS=10000 MODEL_CHECK_SEED=7`. */
const RUNS = Number(process.env['MODEL_CHECK_RUNS'] ?? 1024);
const SEED = Number(process.env['MODEL_CHECK_SEED'] ?? 1);

const HOUR_MS = 60 * 60 * 1000;

/** Lets everything happen that is left to do, and makes up for lost wake-ups and webhooks. */
async function settle(stage: Stage, told: Told): Promise<void> {
  for (const mail of told.mails) await deliver(stage, mail, { foundBySweep: true });
  for (let round = 0; round < 3; round++) {
    for (const threadId of threadsOf(told)) {
      await stage.revive(threadId);
      await stage.drain(threadId);
    }
    // by then no draft of a life that was cut short is young any more
    if (round === 1) stage.advance(2 * HOUR_MS);
    await happen(stage, told, { kind: 'sweep' });
  }
}

async function endingOf(redis: Redis, stage: Stage, told: Told): Promise<Ending> {
  const records = await Promise.all(told.mails.map(({ id }) => stage.record(id)));
  const inboxes = await Promise.all(threadsOf(told).map((threadId) => stage.inbox(threadId)));
  return {
    told,
    nylas: stage.nylas,
    records: records.filter((record) => record !== undefined),
    reviews: await stage.deps.reviews.list({ status: undefined, limit: 1000 }),
    left: [...inboxes.flat(), ...(await redis.zrange(keysOf(0).pend, 0, '-1'))],
  };
}

test('whatever happens in whatever order: each message has one end, at most one mail leaves for it, none is lost', async () => {
  process.stdout.write(`model check: ${RUNS} stories, MODEL_CHECK_SEED=${SEED}\n`);
  const ofLane = async (db: number) => {
    const redis = server.connect({ db });
    await fc.assert(
      fc.asyncProperty(aStory, async (story) => {
        await redis.flushdb();
        using stage = aStage(redis);
        const told = prepare(stage, { delayed: db % 2 === 1 });
        for (const it of story) await happen(stage, told, it);
        await settle(stage, told);
        expect(brokenPromises(await endingOf(redis, stage, told))).toEqual([]);
      }),
      { numRuns: Math.ceil(RUNS / LANES), seed: SEED * LANES + db },
    );
  };
  await Promise.all(Array.from({ length: LANES }, (_, db) => ofLane(db)));
}, 300_000);
