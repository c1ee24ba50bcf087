import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createLedger } from '#store/ledger.ts';
import { open } from '#store/reviews.ts';
import { scriptsOn } from '#store/scripts.ts';
import { createTransact } from '#store/transaction.ts';
import { aReview } from '../helpers/builders.ts';
import { GRANT, type World } from '../helpers/world.ts';

const AT_ONCE = 250;
const LEASE_MS = 30_000;

/** Opens so many reviews straight in the Redis of a world, one a thread, each a second younger than the one before. */
export async function openCrowd(world: World, count: number): Promise<void> {
  const redis = new Redis(join(world.dataDir, 'redis', 'r.sock'), { replyMapping: 'legacy' });
  const scripts = scriptsOn(redis);
  const transact = createTransact(scripts, LEASE_MS);
  const ledger = createLedger({ redis, scripts, shards: 1 });
  const sinceMs = Date.now() - count * 1000;
  const openOne = async (at: number) => {
    const createdAtMs = sinceMs + at * 1000;
    const review = aReview({
      grantId: GRANT,
      messageId: `crowd${at}`,
      threadId: `crowd${at}`,
      subject: `Re: Crowd ${at}`,
      from: [{ name: `Customer ${at}`, email: `c${at}@crowd.example` }],
      createdAtMs,
      updatedAtMs: createdAtMs,
    });
    const ref = ledger.threadRef(review.grantId, review.threadId);
    await transact(ref, open(ref, review, createdAtMs));
  };
  for (let at = 0; at < count; at += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, more) => openOne(at + more));
    await Promise.all(some);
  }
  redis.disconnect();
}
