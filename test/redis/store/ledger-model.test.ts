import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import type { Verdict } from '#domain/review.ts';
import { keysOf, threadKeyOf } from '#store/keys.ts';
import { change, createLedger, end, expectProof, expectState, take } from '#store/ledger.ts';
import { createLeases, Fenced, type Lease } from '#store/lease.ts';
import { createPending } from '#store/pending.ts';
import { createReviews, open, replace } from '#store/reviews.ts';
import { scriptsOn } from '#store/scripts.ts';
import { createTransact, type Operation, type Transact } from '#store/transaction.ts';
import { aRecord, aReview, anArrival, grantId, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import {
  apply,
  applyVerdict,
  brokenIn,
  type Command,
  droppable,
  leaseOf,
  messageOf,
  type Model,
  newModel,
} from './ledger-model.ts';
import { aSchedule } from './ledger-schedule.ts';

/** Each plays its schedules one after the other, in a database of its own. */
const LANES = 16;
/** The same schedules each time; to look deeper, give more of them and another seed. */
const RUNS = Number(process.env['MODEL_CHECK_RUNS'] ?? 3200);
const SEED = Number(process.env['MODEL_CHECK_SEED'] ?? 1);
const LEASE_MS = 600_000;

const server = redisForFile();
const keys = keysOf(0);
const ref = { shard: 0, grantId, threadId: 't1' };
const thread = threadKeyOf(ref);

/** The real ledger, told the same as the model. */
function realLedger(redis: Redis) {
  const scripts = scriptsOn(redis);
  const ledger = createLedger({ redis, scripts, shards: 1 });
  const plain = createTransact(scripts, LEASE_MS);
  const leases = createLeases({ redis, scripts, leaseMs: LEASE_MS, onLost: () => {} });
  let meanwhile: (() => Promise<void>) | undefined;
  const transact: Transact = async (...args) => {
    const happens = meanwhile;
    meanwhile = undefined;
    await happens?.();
    return plain(...args);
  };
  const reviews = createReviews({ redis, transact, threadRef: () => ref, shards: 1, now: () => noon });
  const pending = createPending(redis, 1);
  const given: Lease[] = [];

  const admit = async (arrival: Parameters<typeof anArrival>[0]) =>
    (await ledger.admit([anArrival(arrival)], noon))[0];

  async function operationsOf(
    model: Model,
    { what, message, knowsProof }: Extract<Command, { kind: 'write' }>,
  ): Promise<Operation[]> {
    const id = messageOf(message);
    const item = take(ref, `m:${id}`);
    switch (what) {
      case 'ready':
        return [expectState(ref, id, 'new'), ...change(ref, id, { state: 'ready' })];
      case 'sending': {
        const [record] = knowsProof ? await ledger.read(0, grantId, [id]) : [];
        return [
          expectState(ref, id, 'ready'),
          expectProof(ref, record ?? aRecord({ messageId: id })),
          ...change(ref, id, { state: 'sending' }),
        ];
      }
      case 'new key':
        return [expectState(ref, id, 'sending'), ...change(ref, id, { state: 'ready' })];
      case 'sent':
        return [expectState(ref, id, 'sending'), ...end(ref, id, 'sent'), ...item];
      case 'skip':
        return [expectState(ref, id, 'new'), ...end(ref, id, 'skipped'), ...item];
      case 'park':
        return [
          expectState(ref, id, 'new'),
          ...open(ref, aReview({ id, messageId: id }), noon),
          ...end(ref, id, 'review'),
          ...item,
        ];
      case 'close': {
        const seen = { ...((await reviews.find(id)) ?? aReview({ id })), status: 'open' as const };
        return replace(ref, seen, { ...seen, status: 'closed', version: seen.version + 1 }, noon);
      }
      case 'drop':
        return take(ref, droppable(model) ?? '');
      case 'fault':
        return change(ref, id, { attempts: 1 });
      case 'look':
        return [];
    }
  }

  async function write(model: Model, command: Extract<Command, { kind: 'write' }>) {
    const lease = given[leaseOf(model, command.lease)];
    if (!lease) return 'no lease';
    try {
      const result = await plain(lease, await operationsOf(model, command));
      return result.kind === 'committed' ? result.inbox : 'refused';
    } catch (error) {
      if (error instanceof Fenced) return 'fenced';
      throw error;
    }
  }

  return {
    async restart() {
      await redis.flushdb();
      given.length = 0;
    },
    async does(model: Model, command: Exclude<Command, { kind: 'verdict' }>): Promise<unknown> {
      switch (command.kind) {
        case 'mail':
          return admit({ messageId: messageOf(command.message) });
        case 'own mail': {
          const messageId = `o${command.own % 2}`;
          return admit({ direction: 'outbound', messageId, answers: messageOf(command.answers) });
        }
        case 'claim': {
          const claim = await leases.claim(ref);
          if (claim.kind !== 'claimed') return claim.kind;
          given.push(claim.lease);
          return claim.inbox;
        }
        case 'write':
          return write(model, command);
        case 'release': {
          const lease = given[leaseOf(model, command.lease)];
          return lease && leases.release(lease, noon);
        }
        case 'heartbeat': {
          if (given.length === 0) return [];
          return scripts.beat(
            given.length,
            ...given.map(() => keys.lease(thread)),
            LEASE_MS,
            ...given.map(({ token }) => token),
          );
        }
        case 'lease runs out':
          return void (await redis.del(keys.lease(thread)));
        case 'sweep':
          return pending.overdue(0, noon, 10);
      }
    },
    async decides(
      { message, version, approves }: Extract<Command, { kind: 'verdict' }>,
      between: (() => Promise<void>) | undefined,
    ) {
      meanwhile = between;
      const verdict: Verdict = approves
        ? { kind: 'approve', subject: 'Re', body: 'Yes' }
        : { kind: 'reject', reason: '' };
      const decided = await reviews.decide(messageOf(message), version, verdict, 'a person');
      meanwhile = undefined;
      return decided.kind === 'conflict' ? decided.code : decided.kind;
    },
    /** Everything that the model knows, as it stands in Redis. */
    async state(model: Model) {
      const ids = [...model.states.keys()];
      const records = await ledger.read(0, grantId, ids);
      const found = await Promise.all([...model.reviews.keys()].map((id) => reviews.find(id)));
      const token = await redis.get(keys.lease(thread));
      const at = given.findIndex((lease) => lease.token === token);
      return {
        states: ids.map((id, index) => `${id} ${records[index]?.state} ${records[index]?.proofId ?? ''}`),
        reviews: found.map((review) => `${review?.id} ${review?.status} ${review?.version}`),
        inbox: await redis.lrange(keys.inbox(thread), 0, -1),
        holder: at < 0 ? undefined : at,
        pending: await redis.zcard(keys.pend),
      };
    },
    [Symbol.dispose]: () => leases[Symbol.dispose](),
  };
}

const stateOf = ({ states, proofs, reviews, inbox, holder }: Model) => ({
  states: [...states].map(([id, state]) => `${id} ${state} ${proofs.get(id) ?? ''}`),
  reviews: [...reviews].map(([id, { status, version }]) => `${id} ${status} ${version}`),
  inbox,
  holder,
  pending: inbox.length > 0 ? 1 : 0,
});

type Real = ReturnType<typeof realLedger>;

async function play(model: Model, real: Real, command: Command): Promise<void> {
  if (command.kind !== 'verdict') {
    const done = await real.does(model, command);
    same(command, done, apply(model, command));
  } else {
    const seen = model.reviews.get(messageOf(command.message));
    const goesOn = seen?.status === 'open' && seen.version === command.version;
    const { meanwhile } = command;
    const told = await real.decides(
      command,
      goesOn && meanwhile ? () => play(model, real, meanwhile) : undefined,
    );
    same(command, told, applyVerdict(model, command));
  }
  same(command, brokenIn(model), []);
}

/** `expect` alone would take most of the time. */
function same(command: Command, told: unknown, promised: unknown): void {
  if (!isDeepStrictEqual(told, promised)) expect({ command, told }).toEqual({ command, told: promised });
}

test('every caller is told what the promise of the ledger says, whatever happens in whatever order', async () => {
  const lanes = Array.from({ length: LANES }, (_, db) => ({
    redis: server.connect({ db }),
    seed: SEED * LANES + db,
  }));
  process.stdout.write(`ledger model: ${RUNS} schedules, MODEL_CHECK_SEED=${SEED}\n`);
  const ofLane = async ({ redis, seed }: (typeof lanes)[number]) => {
    using real = realLedger(redis);
    await fc.assert(
      fc.asyncProperty(aSchedule, async (schedule) => {
        await real.restart();
        const model = newModel();
        for (const command of schedule) await play(model, real, command);
        expect(await real.state(model)).toEqual(stateOf(model));
      }),
      { numRuns: Math.ceil(RUNS / LANES), seed },
    );
  };
  await Promise.all(lanes.map(ofLane));
}, 300_000);
