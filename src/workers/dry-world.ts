import type { Account, MessageRecord, MessageState } from '#domain/ledger.ts';
import type { Address, Thread } from '#domain/mail.ts';
import type { Clock } from '#domain/ports.ts';
import { fromJson } from '#store/json.ts';
import { keysOf, threadKeyOf } from '#store/keys.ts';
import { accountOf } from '#store/ledger.ts';
import { readRecord } from '#store/ledger-record.ts';
import type { Lease } from '#store/lease.ts';
import type { Limits } from '#store/limits.ts';
import type { Operation } from '#store/transaction.ts';
import type { Events } from '#telemetry/events.ts';
import type { Served } from './answer.ts';
import type { Deps, ToolPort } from './deps.ts';

/** What would leave or be parked; `html` is the whole text, with disclosure and quotation. */
export type DryMail = {
  kind: 'reply' | 'escalation' | 'draft';
  to: Address[];
  cc: Address[];
  subject: string;
  html: string;
};

/** What would become of a message. `body` is Markdown, empty where nothing was written. */
export type Replayed = { state: MessageState; account: Account; body: string; mail: DryMail | undefined };

/** The model is really asked; limits are read, never taken. */
export type DryDeps = Pick<Deps, 'ask' | 'ownAddresses' | 'defaultModel' | 'extract'> & {
  readAttachment: Deps['nylas']['readAttachment'];
  counts: Limits['counts'];
  /** What is known of a sender; nothing is remembered. */
  look: Deps['senders']['note'];
  /** What is known of a category's autonomy; left out, each has earned it. */
  levels?: Deps['autonomy']['read'];
  /** Without it no tool is called, and a draft is written without what it would say. */
  tools?: ToolPort;
  signal: AbortSignal;
};

/** The seams at which the worker would write: Redis is a record in memory, and Nylas is this function. */
export function createDryWorld(
  deps: DryDeps & { served: Served; events: Events; now: Clock },
  thread: Thread,
) {
  const { grantId } = thread;
  const ref = { shard: 0, grantId, threadId: thread.id };
  const lease: Lease = { ...ref, thread: threadKeyOf(ref), token: 'dry', signal: deps.signal };
  const records = new Map<string, Record<string, string>>();
  const keyOf = (messageId: string) => keysOf(0).message(grantId, messageId);
  const read = (messageId: string) => readRecord(records.get(keyOf(messageId)) ?? {}, grantId, messageId);
  let mail: DryMail | undefined;

  const dry: Deps = {
    ...deps,
    nylas: dryNylas(thread, deps.readAttachment, (written) => {
      mail = written;
    }),
    ledger: {
      threadRef: () => ref,
      admit: () => Promise.resolve([]),
      place: () => notInDryRun('place'),
      read: (_shard, _grantId, ids) => Promise.resolve(ids.map(read)),
      find: (_grantId, id) => Promise.resolve(read(id)),
    },
    leases: untouched.leases,
    transact(_holder, operations) {
      for (const operation of operations) apply(records, operation);
      return Promise.resolve({ kind: 'committed', inbox: [] });
    },
    reviews: untouched.reviews,
    deadLetters: untouched.deadLetters,
    limits: readLimits(deps.counts),
    spending: unbounded,
    senders: { note: deps.look },
    autonomy: {
      read: deps.levels ?? (() => Promise.resolve({ record: earned, observations: [] })),
      change: () => Promise.resolve(false),
      propose: () => Promise.resolve(false),
    },
    holds: { watchedIn: () => Promise.resolve([]) },
    pauses: { of: () => Promise.resolve(undefined) },
    tools: deps.tools ?? untouchedTools,
    challenges: { readAll: () => Promise.resolve({}) },
    mailboxOf: () => deps.served,
    knownSince: () => Promise.resolve(undefined),
    wake: () => Promise.resolve(),
    random: () => 0.5,
    leaseMs: Number.MAX_SAFE_INTEGER,
    sendReconcileMs: Number.MAX_SAFE_INTEGER,
    stopping: deps.signal,
  };

  return {
    deps: dry,
    lease,
    admit(messageId: string, atMs: number): MessageRecord {
      records.set(keyOf(messageId), { st: 'new', th: lease.thread, at: String(atMs) });
      const record = read(messageId);
      if (!record) throw new Error('what was just made is there');
      return record;
    },
    outcomeOf(messageId: string): Replayed {
      const record = read(messageId);
      const account = record?.account ?? accountOf([]);
      const body = record?.outgoing?.body ?? account.draft?.body ?? '';
      const held = record?.hold && record.outgoing ? sheetOf('reply', record.outgoing.bytes) : undefined;
      const written = mail ?? held;
      const kind = record?.outgoing?.kind === 'escalation' ? 'escalation' : written?.kind;
      return { state: record?.state ?? 'new', account, body, mail: written && kind && { ...written, kind } };
    },
  };
}

/** Nylas as it was, which takes what it is given and hands it to `keep`. */
function dryNylas(
  thread: Thread,
  readAttachment: DryDeps['readAttachment'],
  keep: (mail: DryMail) => void,
): Deps['nylas'] {
  return {
    readAttachment,
    listThread: () => Promise.resolve(thread),
    getMessage: () => notInDryRun('getMessage'),
    findSent: () => notInDryRun('findSent'),
    findDrafts: () => Promise.resolve([]),
    getDraft: () => notInDryRun('getDraft'),
    listDrafts: () => notInDryRun('listDrafts'),
    deleteDraft: () => notInDryRun('deleteDraft'),
    createDraft(_grantId, bytes) {
      const draft = sheetOf('draft', bytes);
      keep(draft);
      const { to, cc, subject, html: body } = draft;
      const saved = { id: 'dry', threadId: thread.id, metadata: {}, savedAtMs: undefined };
      return Promise.resolve({ ...saved, to, cc, subject, body });
    },
    send(_grantId, { bytes }) {
      keep(sheetOf('reply', bytes));
      return Promise.resolve({ kind: 'sent', id: undefined, threadId: undefined, replayed: false });
    },
  };
}

/** Stores that answering a message does not write to, and finds empty. */
const untouched: Pick<Deps, 'leases' | 'reviews' | 'deadLetters'> = {
  leases: {
    claim: () => notInDryRun('claim'),
    release: () => notInDryRun('release'),
    forget: () => undefined,
    [Symbol.dispose]: () => undefined,
  },
  reviews: {
    list: () => Promise.resolve([]),
    find: () => Promise.resolve(undefined),
    openIn: () => Promise.resolve([]),
    decide: () => notInDryRun('decide'),
    undo: () => notInDryRun('undo'),
  },
  deadLetters: { faultsOf: () => Promise.resolve(undefined), stateOf: () => Promise.resolve(undefined) },
};

const earned = { level: 'auto', version: 1, sinceMs: 0, by: 'a dry run', why: '', demoted: false } as const;
/** What a dry run asks is paid for, but spends no budget of the mails that are answered. */
const unbounded: Deps['spending'] = {
  reserve: () =>
    Promise.resolve({ kind: 'reserved', way: 0, leftMs: undefined, settle: () => Promise.resolve() }),
  isNews: () => Promise.resolve(false),
};

/** Calls nothing, and says so. */
const untouchedTools: ToolPort = {
  call: () =>
    Promise.resolve({ kind: 'failed', reason: 'no tool is called here', again: false, reached: false }),
  take: () => Promise.resolve('taken'),
  matchesIn: () => [],
  newCode: () => ({ code: '', salt: '' }),
};

/** Says what taking would have said, and takes nothing. */
function readLimits(counts: Limits['counts']): Limits {
  return {
    counts,
    async reserve(query) {
      const { hour, day } = await counts(query);
      if (hour >= query.perMailboxPerHour) return 'mailbox_limit';
      return day >= query.perSenderPerDay ? 'sender_limit' : 'reserved';
    },
  };
}

/** Does to the records in memory what the transaction would do to those in Redis; other keys are let be. */
function apply(records: Map<string, Record<string, string>>, [command, key, ...rest]: Operation): void {
  const fields = records.get(String(key));
  if (fields === undefined) return;
  const parts = rest.map(String);
  if (command === 'HDEL') for (const field of parts) delete fields[field];
  if (command !== 'HSET') return;
  for (let at = 0; at + 1 < parts.length; at += 2) fields[parts[at] ?? ''] = parts[at + 1] ?? '';
}

type Sheet = { to: Address[]; cc?: Address[]; subject: string; body: string };

/** Reads back what compose wrote. */
function sheetOf(kind: DryMail['kind'], bytes: string): DryMail {
  const { to, cc, subject, body } = fromJson<Sheet>(bytes);
  return { kind, to, cc: cc ?? [], subject, html: body };
}

function notInDryRun(what: string): Promise<never> {
  return Promise.reject(new Error(`a dry run came to ${what}, which it never should`));
}
