import type { Operation } from '#store/transaction.ts';
import type { Deps } from '#workers/deps.ts';

/** Runs one effect, by its name: a test may end a life before or after it. */
export type Through = <T>(name: string, run: () => Promise<T>) => Promise<T>;

/** What the queue writes after the thread actor is done; only a whole process has these. */
export const wakeUpEffects = { moveToCompleted: 'finish wake-up', moveToDelayed: 'put wake-up off' } as const;

/**
 * The one place that names every effect of the thread actor on the world: each call of Nylas and the model, each write to
 * Redis. Calls of Nylas have the names of `nylas/`; a transaction is named after what it records. The table of effects in
 * docs/architecture.md has the same names, and a test compares them with what really happens.
 */
export function withEffects(deps: Deps, through: Through): Deps {
  const { nylas, ledger, leases, limits, senders, spending } = deps;
  return {
    ...deps,
    nylas: throughEach(nylas, through),
    ask: (question) => through(`ask ${question.name}`, () => deps.ask(question)),
    ledger: {
      ...ledger,
      admit: (...args) => through('admit', () => ledger.admit(...args)),
      place: (...args) => through('place', () => ledger.place(...args)),
    },
    leases: {
      ...leases,
      claim: (ref) => through('claim', () => leases.claim(ref)),
      release: (...args) => through('release', () => leases.release(...args)),
    },
    transact: (holder, operations) =>
      through(transactionName(operations), () => deps.transact(holder, operations)),
    tools: {
      ...deps.tools,
      call: (call, signal) => through('call tool', () => deps.tools.call(call, signal)),
      take: (call) => through('count call', () => deps.tools.take(call)),
    },
    limits: { ...limits, reserve: (query) => through('reserve', () => limits.reserve(query)) },
    spending: {
      ...spending,
      async reserve(...args) {
        const reserved = await through('take from budget', () => spending.reserve(...args));
        if (reserved.kind === 'spent') return reserved;
        return { ...reserved, settle: (spent) => through('settle budget', () => reserved.settle(spent)) };
      },
    },
    senders: { note: (query) => through('note sender', () => senders.note(query)) },
    wake: (...args) => through('wake', () => deps.wake(...args)),
  };
}

function throughEach(nylas: Deps['nylas'], through: Through): Deps['nylas'] {
  const wrapped = Object.entries(nylas).map(([name, call]) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every call of Nylas is a function that resolves
    const run = call as (...args: unknown[]) => Promise<unknown>;
    return [name, (...args: unknown[]) => through(name, () => run(...args))];
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same calls under the same names
  return Object.fromEntries(wrapped) as Deps['nylas'];
}

/** Of the states that a transaction gives to messages, the one it is about: what is covered ends along with it. */
const STATES = ['ready', 'sending', 'sent', 'escalated', 'review', 'doubt', 'dead', 'skipped', 'new'];
const FAULT_FIELDS = ['att', 'tatt', 'err'];

/** What a transaction records, by the fields it sets. */
function transactionName(operations: readonly Operation[]): string {
  const written = operations.filter(([command]) => command !== 'is');
  const ofMessages = fieldsSet(written, /^\{s\d+\}:m:/);
  const ofReviews = fieldsSet(written, /^\{s\d+\}:rev:/);
  if (ofMessages.some(([field]) => field === 'park')) return 'store parked';
  const state = STATES.find((one) => ofMessages.some(([field, value]) => field === 'st' && value === one));
  if (state === 'ready') return 'store ready';
  if (state !== undefined) return `record ${state}`;
  if (ofMessages.some(([field]) => field === 'acc')) return 'record queued';
  if (ofMessages.some(([field]) => field === 'hold')) return 'keep back';
  const status = ofReviews.find(([field]) => field === 'st')?.[1];
  if (status !== undefined) return `review ${status}`;
  if (ofReviews.some(([field]) => field === 'nm')) return 'tell of newer mail';
  const ofItems = fieldsSet(written, /^\{s\d+\}:f:/);
  if (ofItems.length > 0 || ofMessages.some(([field]) => FAULT_FIELDS.includes(field))) return 'record fault';
  if (written.some(([command]) => command === 'RPUSH')) return 'put item';
  if (written.some(([command]) => command === 'LREM')) return 'drop item';
  return 'look at inbox';
}

/** Field and value of every HSET on keys of a form. */
function fieldsSet(operations: readonly Operation[], key: RegExp): [string, string][] {
  return operations.flatMap(([command, name, ...rest]) => {
    if (command !== 'HSET' || !key.test(String(name))) return [];
    return rest.flatMap((part, at): [string, string][] =>
      at % 2 === 0 ? [[String(part), String(rest[at + 1])]] : [],
    );
  });
}
