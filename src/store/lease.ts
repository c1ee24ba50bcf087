import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { keysOf, threadKeyOf, type ThreadRef } from './keys.ts';
import type { Scripts } from './scripts.ts';

/** The right to act for a thread, for as long as the token is the newest. `signal` aborts when it is lost. */
export type Lease = ThreadRef & { thread: string; token: string; signal: AbortSignal };

/** Thrown by every write of a holder whose lease has passed to somebody else: stop at once, touch nothing. */
export class Fenced extends Error {
  override name = 'Fenced';
}

export type Claim =
  | { kind: 'empty' }
  | { kind: 'held'; forMs: number }
  | { kind: 'claimed'; lease: Lease; inbox: string[] };

/** How many inbox items a worker sees at once; a burst larger than this is answered in parts. */
export const INBOX_WINDOW = 100;

export type Leases = Disposable & {
  /** Takes the thread's lease when its inbox has something and nobody holds it. */
  claim(ref: ThreadRef): Promise<Claim>;
  /** Gives it back before the inbox is empty; the thread is due again at `dueMs`. */
  release(lease: Lease, dueMs: number): Promise<void>;
  /** Stops the heartbeat for it. */
  forget(lease: Lease): void;
};

type Held = { lease: Lease; abort: AbortController };

/** One heartbeat per process renews all its leases at a third of their time to live; a lost one is aborted. */
export function createLeases(deps: {
  redis: Redis;
  scripts: Scripts;
  leaseMs: number;
  /** Never the same twice, over all processes. */
  nonce?: () => string;
  onLost: (thread: string) => void;
}): Leases {
  const { scripts, leaseMs, nonce = randomUUID } = deps;
  const held = new Map<string, Held>();

  const beatShard = async (shard: number, leases: readonly Held[]) => {
    const keys = leases.map(({ lease }) => keysOf(shard).lease(lease.thread));
    const tokens = leases.map(({ lease }) => lease.token);
    const alive = await scripts.beat(keys.length, ...keys, leaseMs, ...tokens);
    for (const [index, one] of leases.entries()) {
      if (alive[index] === 1 || held.get(one.lease.thread) !== one) continue;
      held.delete(one.lease.thread);
      deps.onLost(one.lease.thread);
      one.abort.abort(new Fenced(`lease of ${one.lease.thread} was lost`));
    }
  };
  const beat = () => {
    const byShard = Map.groupBy(held.values(), ({ lease }) => lease.shard);
    return Promise.allSettled([...byShard].map(([shard, leases]) => beatShard(shard, leases)));
  };
  // Redis away: leases run out by themselves and the next write is fenced, so a failed beat needs no answer.
  const timer = setInterval(() => void beat(), leaseMs / 3);
  timer.unref();

  return {
    async claim(ref) {
      const keys = keysOf(ref.shard);
      const thread = threadKeyOf(ref);
      const [token, ...rest] = await scripts.claim(
        keys.lease(thread),
        keys.fence,
        keys.inbox(thread),
        keys.pend,
        leaseMs,
        thread,
        INBOX_WINDOW,
        nonce(),
      );
      if (token === '-1') return { kind: 'empty' };
      if (token === '0') return { kind: 'held', forMs: Math.max(0, Number(rest[0])) };
      const abort = new AbortController();
      const lease: Lease = { ...ref, thread, token: String(token), signal: abort.signal };
      held.get(thread)?.abort.abort(new Fenced(`lease of ${thread} was taken again`));
      held.set(thread, { lease, abort });
      return { kind: 'claimed', lease, inbox: rest.map(String) };
    },

    async release(lease, dueMs) {
      const keys = keysOf(lease.shard);
      await scripts.release(keys.lease(lease.thread), keys.pend, lease.token, lease.thread, dueMs);
    },

    forget(lease) {
      if (held.get(lease.thread)?.lease === lease) held.delete(lease.thread);
    },

    [Symbol.dispose]() {
      clearInterval(timer);
    },
  };
}
