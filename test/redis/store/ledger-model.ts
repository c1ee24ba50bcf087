/** One thing that happens to the thread `t1`; every field that is a number picks something that is there. */
export type Command =
  | { kind: 'mail'; message: number }
  | { kind: 'own mail'; own: number; answers: number }
  | { kind: 'claim' }
  | { kind: 'write'; what: Write; lease: number; message: number; knowsProof: boolean }
  | { kind: 'release'; lease: number }
  | { kind: 'heartbeat' }
  | { kind: 'lease runs out' }
  | { kind: 'verdict'; message: number; version: number; approves: boolean; meanwhile: Command | undefined }
  | { kind: 'sweep' };

/** What a worker writes under a lease, its newest or one it has lost. */
export type Write =
  | 'ready'
  | 'sending'
  | 'new key'
  | 'sent'
  | 'skip'
  | 'park'
  | 'close'
  | 'drop'
  | 'fault'
  | 'look';

type State = 'new' | 'ready' | 'sending' | 'sent' | 'skipped' | 'review';

/** The promise of the ledger for one thread. Results are what the caller is told. */
export type Model = {
  states: Map<string, State>;
  /** A mail of ours that came back by webhook while its message was being sent. */
  proofs: Map<string, string>;
  reviews: Map<string, { status: 'open' | 'approved' | 'rejected' | 'closed'; version: number }>;
  inbox: string[];
  /** Of the leases given, the one that counts. */
  holder: number | undefined;
  leases: number;
  /** How often a message began to be sent, and how often it was given a new key. */
  begun: Map<string, number>;
  renewed: Map<string, number>;
};

export const newModel = (): Model => ({
  states: new Map(),
  proofs: new Map(),
  reviews: new Map(),
  inbox: [],
  holder: undefined,
  leases: 0,
  begun: new Map(),
  renewed: new Map(),
});

export const messageOf = (number: number): string => `m${number % 3}`;
/** -1 is the lease given last. */
export const leaseOf = ({ leases }: Model, number: number): number =>
  number < 0 ? leases - 1 : number % Math.max(1, leases);

const count = (counts: Map<string, number>, id: string) => counts.set(id, (counts.get(id) ?? 0) + 1);
const isWaiting = (state: State | undefined) => state === 'new' || state === 'ready' || state === 'sending';

/** Does to the model what the command does, and says what the caller is told; `verdict` has its own functions below. */
export function apply(model: Model, command: Exclude<Command, { kind: 'verdict' }>): unknown {
  switch (command.kind) {
    case 'mail':
      return admit(model, messageOf(command.message));
    case 'own mail':
      return admitOwn(model, `o${command.own % 2}`, messageOf(command.answers));
    case 'claim':
      if (model.inbox.length === 0) return 'empty';
      if (model.holder !== undefined) return 'held';
      model.holder = model.leases++;
      return [...model.inbox];
    case 'write':
      return write(model, command);
    case 'release':
      if (model.holder === leaseOf(model, command.lease)) model.holder = undefined;
      return undefined;
    case 'heartbeat':
      return Array.from({ length: model.leases }, (_, lease) => (lease === model.holder ? 1 : 0));
    case 'lease runs out':
      model.holder = undefined;
      return undefined;
    case 'sweep':
      return model.inbox.length > 0 && model.holder === undefined ? ['g1/t1'] : [];
  }
}

function admit({ states, inbox }: Model, id: string): unknown {
  if (states.has(id)) return isWaiting(states.get(id)) ? 'again' : 'done';
  states.set(id, 'new');
  inbox.push(`m:${id}`);
  return 'new';
}

function admitOwn(model: Model, id: string, answers: string): unknown {
  if (model.states.has(id)) return 'done';
  model.states.set(id, 'skipped');
  const answered = model.states.get(answers);
  if (answered === 'ready' || answered === 'sending') model.proofs.set(answers, id);
  const open = [...model.reviews.values()].some(({ status }) => status === 'open');
  if (model.inbox.length === 0 && !open) return 'done';
  model.inbox.push(`o:${id}`);
  return 'new';
}

/** Only the holder writes, only from the expected state, all or nothing; who empties the inbox gives the lease back. */
function write(model: Model, command: Extract<Command, { kind: 'write' }>): unknown {
  const id = messageOf(command.message);
  if (model.leases === 0) return 'no lease';
  if (model.holder !== leaseOf(model, command.lease)) return 'fenced';
  if (!isExpected(model, command, id)) return 'refused';
  carryOut(model, command.what, id);
  if (model.inbox.length === 0) model.holder = undefined;
  return [...model.inbox];
}

function isExpected(
  { states, proofs, reviews }: Model,
  { what, knowsProof }: Extract<Command, { kind: 'write' }>,
  id: string,
) {
  const state = states.get(id);
  switch (what) {
    case 'ready':
    case 'skip':
    case 'park':
      return state === 'new';
    case 'sending':
      return state === 'ready' && (knowsProof || !proofs.has(id));
    case 'sent':
    case 'new key':
      return state === 'sending';
    case 'close':
      return reviews.get(id)?.status === 'open';
    case 'drop':
    case 'fault':
    case 'look':
      return true;
  }
}

function carryOut(model: Model, what: Write, id: string): void {
  const { states, reviews } = model;
  const take = (item: string) => {
    const at = model.inbox.indexOf(item);
    if (at >= 0) model.inbox.splice(at, 1);
  };
  const end = (state: State) => {
    states.set(id, state);
    model.proofs.delete(id);
    take(`m:${id}`);
  };
  switch (what) {
    case 'ready':
      return void states.set(id, 'ready');
    case 'sending':
      count(model.begun, id);
      return void states.set(id, 'sending');
    case 'new key':
      count(model.renewed, id);
      return void states.set(id, 'ready');
    case 'sent':
      return end('sent');
    case 'skip':
      return end('skipped');
    case 'park':
      reviews.set(id, { status: 'open', version: 1 });
      return end('review');
    case 'close': {
      const review = reviews.get(id);
      if (review) reviews.set(id, { status: 'closed', version: review.version + 1 });
      return;
    }
    case 'drop':
      // a worker drops only what is done: a message that ended, a verdict, a mail of ours
      return take(droppable(model) ?? '');
    case 'fault':
    case 'look':
  }
}

/** The first item that a worker may drop as it stands. */
export const droppable = ({ inbox, states }: Model): string | undefined =>
  inbox.find((item) => !isWaiting(states.get(item.slice(2))));

/** A person decides on what they saw; what happened since then decides whether it counts. */
export function applyVerdict(
  model: Model,
  { message, version, approves }: Extract<Command, { kind: 'verdict' }>,
): unknown {
  const id = messageOf(message);
  const review = model.reviews.get(id);
  if (!review) return 'missing';
  if (review.status !== 'open') return 'already_decided';
  if (review.version !== version) return 'stale_version';
  model.reviews.set(id, { status: approves ? 'approved' : 'rejected', version: version + 1 });
  model.inbox.push(`v:${id}`);
  return 'accepted';
}

/** What must hold of the model itself after every command: the promises that the ledger is there for. */
export function brokenIn({ states, inbox, begun, renewed }: Model): string[] {
  const lost = [...states].filter(
    ([id, state]) => isWaiting(state) && inbox.filter((item) => item === `m:${id}`).length !== 1,
  );
  const twice = [...begun].filter(([id, times]) => times > (renewed.get(id) ?? 0) + 1);
  return [
    ...lost.map(([id, state]) => `${id} is ${state} and does not wait once`),
    ...twice.map(([id, times]) => `${id} was begun to be sent ${times} times under one key`),
  ];
}
