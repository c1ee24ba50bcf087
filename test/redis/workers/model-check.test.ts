import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keysOf } from '#store/keys.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { deliver, happen, prepare, threadsOf, type Told } from './happen.ts';
import { brokenPromises, type Ending } from './promises.ts';
import { aStage, type Stage } from './stage.ts';
import { aStory } from './story.ts';

const server = redisForFile();
/** The same stories each time; to look deeper, give more of them and another seed: `MODEL_CHECK_RUNS=10000 MODEL_CHECK_SEED=7`. */
const RUNS = Number(process.env['MODEL_CHECK_RUNS'] ?? 100);
const SEED = Number(process.env['MODEL_CHECK_SEED'] ?? 1);

/** Lets everything happen that is left to do, and makes up for lost wake-ups and webhooks. */
async function settle(stage: Stage, told: Told): Promise<void> {
  for (const mail of told.mails) await deliver(stage, mail);
  for (let round = 0; round < 3; round++) {
    for (const threadId of threadsOf(told)) {
      await stage.revive(threadId);
      await stage.drain(threadId);
    }
    await happen(stage, told, { kind: 'sweep' });
  }
}

async function endingOf(stage: Stage, told: Told): Promise<Ending> {
  const records = await Promise.all(told.mails.map(({ id }) => stage.record(id)));
  const inboxes = await Promise.all(threadsOf(told).map((threadId) => stage.inbox(threadId)));
  return {
    told,
    nylas: stage.nylas,
    records: records.filter((record) => record !== undefined),
    reviews: await stage.deps.reviews.list({ status: undefined, limit: 1000 }),
    left: [...inboxes.flat(), ...(await server.redis.zrange(keysOf(0).pend, 0, '-1'))],
  };
}

test('whatever happens in whatever order: each message has one end, at most one mail leaves for it, none is lost', async () => {
  await fc.assert(
    fc.asyncProperty(aStory, async (story) => {
      await server.redis.flushall();
      using stage = aStage(server.redis);
      const told = prepare(stage);
      for (const it of story) await happen(stage, told, it);
      await settle(stage, told);
      expect(brokenPromises(await endingOf(stage, told))).toEqual([]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
});
