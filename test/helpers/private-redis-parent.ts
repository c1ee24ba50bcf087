import { startPrivateRedis } from '#store/private-redis.ts';

/**
 * A process with a private Redis under the folder given as its argument, to be killed by tests. Tells its parent
 * of every event, and stops properly on the message `stop`.
 */
const redis = await startPrivateRedis({
  dataDir: process.argv[2] ?? '',
  onEvent: ({ kind }) => process.send?.({ kind }),
});
process.send?.({ kind: 'up', owner: redis.owner });
process.once('message', () => {
  void redis[Symbol.asyncDispose]().then(() => process.disconnect());
});
