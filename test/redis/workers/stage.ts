import { createExtractor } from '#extract/extractor.ts';
import type { Redis } from 'ioredis';
import type { Agent } from '#domain/agent-config.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import type { Message } from '#domain/mail.ts';
import type { Review, Verdict } from '#domain/review.ts';
import { approvalsNeeded } from '#domain/reviews-config.ts';
import { rowOf } from '#domain/review-row.ts';
import type { Rest } from '#queue/consumer.ts';
import { keysOf, threadKeyOf } from '#store/keys.ts';
import { createAutonomyStore } from '#store/autonomy.ts';
import { createChallenges } from '#store/challenges.ts';
import { createDeadLetters } from '#store/dead-letters.ts';
import { createHolds, type TakenBack } from '#store/held.ts';
import { createLedger } from '#store/ledger.ts';
import { createLeases } from '#store/lease.ts';
import { createLimits } from '#store/limits.ts';
import { createSenders } from '#store/senders.ts';
import { createPauses } from '#store/pauses.ts';
import type { Conditions } from '#store/review-verdicts.ts';
import { createReviews, type Decided } from '#store/reviews.ts';
import { createSpending } from '#store/spending.ts';
import { scriptsOn } from '#store/scripts.ts';
import { createTransact } from '#store/transaction.ts';
import type { Deps } from '#workers/deps.ts';
import { ripenHeld } from '#workers/upkeep.ts';
import { createWorkThread } from '#workers/thread.ts';
import {
  aMailbox,
  aMessage,
  anAgent,
  anArrival,
  grantId,
  mailboxAddress,
  noon,
} from '../../helpers/builders.ts';
import { withEffects } from './effects.ts';
import { createFakeModel, type FakeModel } from './fake-model.ts';
import { createFakeNylas, type FakeNylas } from './fake-nylas.ts';
import { createFakeTools, type FakeTools } from './fake-tools.ts';
import { createLifetime, type Lifetime, ReplyLost } from './lifetime.ts';
import { recordingEvents } from './recording-events.ts';

const LEASE_MS = 30_000;
const SEND_RECONCILE_MS = 45 * 60_000;

export type Stage = Disposable &
  Omit<Lifetime, 'through' | 'turn' | 'together'> & {
    deps: Deps;
    nylas: FakeNylas;
    model: FakeModel;
    tools: FakeTools;
    agent: Agent;
    served: boolean;
    /** Since when the mailbox is ours to answer. */
    knownSinceMs: number | undefined;
    events: { name: string; args: unknown[] }[];
    now(): number;
    advance(ms: number): void;
    /** A mail comes in: it lies in the mailbox, and its webhook, which may name no thread or be late, is admitted. */
    receive(change?: Partial<Message>, webhook?: { named: boolean } | 'late'): Promise<string>;
    /** A mail leaves the mailbox by hand and its webhook is admitted. */
    leave(message: Message, answers?: string): Promise<void>;
    /** One run of the thread's actor. */
    work(threadId?: string): Promise<Rest>;
    /** A run of another process, which takes the lease from whoever holds it; that one does not know. */
    takeOver(threadId?: string): Promise<Rest>;
    /** Such a run beside one of ours, effect by effect in this order (0 ours, 1 the other). */
    workTogether(threadId: string, order: readonly number[]): Promise<void>;
    /** Puts held replies whose time is over into their inboxes. */
    ripen(): Promise<void>;
    /** Messages whose reply is held. */
    held(): Promise<string[]>;
    /** A person takes a held reply back. */
    takeBack(messageId?: string): Promise<TakenBack>;
    /** Runs until nothing is left to do, letting time pass as told; the waits it was told to make. */
    drain(threadId?: string): Promise<number[]>;
    /** A process died: its lease runs out, another takes over. */
    revive(threadId?: string): Promise<void>;
    record(messageId?: string): Promise<MessageRecord | undefined>;
    /** The state of a message and the codes of its reasons. */
    outcome(messageId?: string): Promise<string>;
    review(messageId?: string): Promise<Review>;
    decide(verdict: Verdict, messageId?: string, how?: Conditions & { by?: string }): Promise<Decided>;
    /** A person takes the latest verdict back. */
    undo(messageId?: string): Promise<Decided>;
    inbox(threadId?: string): Promise<string[]>;
  };

/** The thread actor over a real Redis, with a mailbox in memory, a scripted model and a clock that stands still. */
export function aStage(redis: Redis): Stage {
  let nowMs = noon;
  const life = createLifetime();
  const clock = () => nowMs;

  const scripts = scriptsOn(redis);
  const transact = createTransact(scripts, LEASE_MS, clock);
  const ledger = createLedger({ redis, scripts, shards: 1 });
  const reviews = createReviews({
    redis,
    transact,
    threadRef: (...ids) => ledger.threadRef(...ids),
    shards: 1,
    now: clock,
    approvalsNeeded: (review) => approvalsNeeded(stage.agent.config.reviews, rowOf(review)),
  });
  const leases = createLeases({ redis, scripts, leaseMs: LEASE_MS, onLost: () => {} });
  const limits = createLimits(scripts);
  const holds = createHolds({ redis, transact, ledger, shards: 1, now: clock });
  const nylas = createFakeNylas({ now: clock });
  const { model, ask } = createFakeModel();
  const { tools, port } = createFakeTools(redis);
  const refOf = (threadId: string) => ledger.threadRef(grantId, threadId);
  const bare: Deps = {
    nylas: nylas.calls,
    ask,
    extract: createExtractor(),
    ledger,
    leases,
    transact,
    reviews,
    deadLetters: createDeadLetters({ redis, transact, ledger, shards: 1, now: clock, wake: async () => {} }),
    limits,
    pauses: createPauses(redis),
    spending: createSpending(redis, scripts),
    senders: createSenders(redis),
    autonomy: createAutonomyStore({ redis, transact, shards: 1 }),
    holds,
    tools: port,
    challenges: createChallenges(redis),
    mailboxOf: (id) =>
      stage.served && id === grantId ? { agent: stage.agent, mailbox: aMailbox } : undefined,
    ownAddresses: () => [mailboxAddress],
    knownSince: async () => stage.knownSinceMs,
    wake: async () => {},
    events: recordingEvents((name, args) => void stage.events.push({ name, args })),
    now: clock,
    random: () => 0.5,
    defaultModel: 'a-model',
    leaseMs: LEASE_MS,
    sendReconcileMs: SEND_RECONCILE_MS,
    stopping: new AbortController().signal,
  };
  const deps = withEffects(bare, life.through);

  /** As the consumer of the queue does: what fails comes again. */
  async function runOnce(worked: Deps, threadId: string): Promise<Rest> {
    try {
      return await createWorkThread(worked, 0)(threadKeyOf({ grantId, threadId }));
    } catch (error) {
      if (life.died) return { kind: 'done' };
      if (error instanceof ReplyLost) return { kind: 'later', inMs: 1000 };
      throw error;
    }
  }

  const stage: Stage = Object.assign(life, {
    deps,
    nylas,
    model,
    tools,
    agent: anAgent(),
    served: true,
    knownSinceMs: undefined,
    events: [],
    now: clock,
    advance(ms) {
      nowMs += ms;
    },
    async receive(change = {}, webhook = { named: true }) {
      const message = aMessage({ dateMs: nowMs, ...change });
      nylas.messages.push(message);
      if (webhook === 'late') return message.id;
      const threadId = webhook.named ? message.threadId : undefined;
      await ledger.admit([anArrival({ messageId: message.id, threadId })], nowMs);
      return message.id;
    },
    async leave(message, answers) {
      if (!nylas.messages.includes(message)) nylas.messages.push(message);
      const { id: messageId, threadId } = message;
      await ledger.admit([anArrival({ direction: 'outbound', messageId, threadId, answers })], nowMs);
    },
    work: (threadId = 't1') => runOnce(deps, threadId),
    async takeOver(threadId = 't1') {
      await redis.del(keysOf(0).lease(threadKeyOf({ grantId, threadId })));
      using own = createLeases({ redis, scripts, leaseMs: LEASE_MS, onLost: () => {} });
      return await runOnce(withEffects({ ...bare, leases: own }, life.through), threadId);
    },
    async workTogether(threadId, order) {
      const other = () => life.turn().then(() => stage.takeOver(threadId));
      await life.together([() => stage.work(threadId), other], order);
    },
    ripen: () => ripenHeld({ holds, wake: async () => {}, shards: 1, nowMs }),
    held: async () => (await holds.list(100)).map(({ messageId }) => messageId),
    takeBack: (messageId = 'm1') => holds.takeBack(grantId, messageId, 'a person'),
    async drain(threadId = 't1') {
      const waits: number[] = [];
      for (let run = 0; run < 400; run++) {
        const rest = await stage.work(threadId);
        if (life.died) return waits;
        if (rest.kind === 'done') {
          const [held] = (await holds.list(100)).filter(({ ref }) => ref.threadId === threadId);
          if (!held) return waits;
          nowMs = Math.max(nowMs, held.untilMs);
          await stage.ripen();
        }
        if (rest.kind !== 'later') continue;
        waits.push(rest.inMs);
        nowMs += rest.inMs;
      }
      throw new Error(`does not come to rest: ${(await stage.inbox(threadId)).join(' ')}`);
    },
    async revive(threadId = 't1') {
      await redis.del(keysOf(0).lease(threadKeyOf({ grantId, threadId })));
      Object.assign(life, { died: false, cut: undefined, effects: [] });
    },
    record: (messageId = 'm1') => ledger.find(grantId, messageId),
    async outcome(messageId = 'm1') {
      const record = await ledger.find(grantId, messageId);
      return [record?.state, ...(record?.account?.reasons ?? []).map(({ code }) => code)].join(' ');
    },
    async review(messageId = 'm1') {
      const all = await reviews.list({ status: undefined, limit: 100 });
      const found = all.find((review) => review.messageId === messageId);
      if (!found) throw new Error(`no review for ${messageId}`);
      return found;
    },
    async decide(verdict, messageId = 'm1', { by = 'a person', ...how } = {}) {
      const { id, version } = await stage.review(messageId);
      return reviews.decide(id, version, verdict, by, how);
    },
    async undo(messageId = 'm1') {
      const { id, version } = await stage.review(messageId);
      return reviews.undo(id, version, 'a person');
    },
    inbox: (threadId = 't1') => redis.lrange(keysOf(0).inbox(threadKeyOf(refOf(threadId))), 0, -1),
    [Symbol.dispose]: () => leases[Symbol.dispose](),
  } satisfies Omit<Stage, keyof Lifetime>);
  return stage;
}
