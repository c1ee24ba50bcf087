import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';

/** What was last seen of our webhook destination at Nylas. */
export type Destination = {
  /** `active`, any other word of Nylas', or `missing`. */
  status: string;
  /** Until when all deliveries can be trusted to have been made, by our clock. */
  activeMs: number;
};

/** What all processes know of the sweep, one record for the service. */
export type SweepState = {
  read(): Promise<{ roundMs: number; destination: Destination | undefined }>;
  /** A round over all mailboxes begins. */
  beginRound(nowMs: number): Promise<void>;
  noteDestination(destination: Destination): Promise<void>;
};

export function createSweepState(redis: Redis): SweepState {
  const key = keysOf(0).sweep;
  return {
    async read() {
      const { round, status, active } = await redis.hgetall(key);
      return {
        roundMs: Number(round ?? 0),
        destination: status === undefined ? undefined : { status, activeMs: Number(active ?? 0) },
      };
    },
    async beginRound(nowMs) {
      await redis.hset(key, { round: nowMs });
    },
    async noteDestination({ status, activeMs }) {
      await redis.hset(key, { status, active: activeMs });
    },
  };
}
