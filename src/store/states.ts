import type { Redis } from 'ioredis';
import { type MessageState, messageStates } from '#domain/ledger.ts';
import { keysOf, threadKeyOf, type ThreadRef } from './keys.ts';

/** Where messages of a thread stand, in order; undefined where one was never seen, or left this mailbox. */
export function statesIn(
  redis: Redis,
  { shard, grantId }: ThreadRef,
  messageIds: readonly string[],
): Promise<({ state: MessageState; reviewId: string | null } | undefined)[]> {
  const { message } = keysOf(shard);
  return Promise.all(
    messageIds.map(async (id) => {
      const [found, reviewId = null, own] = await redis.hmget(message(grantId, id), 'st', 'rev', 'own');
      const state = messageStates.find((one) => one === found);
      return state === undefined || own === '1' ? undefined : { state, reviewId };
    }),
  );
}

/** Names the last change of a message of the thread; null while none has ended. */
export function lastChangeIn(redis: Redis, ref: ThreadRef): Promise<string | null> {
  return redis.zscore(keysOf(ref.shard).threads, threadKeyOf(ref));
}
