import type { Stage } from './stage.ts';
import type { Truth } from './truth.ts';
import { type Breach, zeros } from './verify.ts';

/** What a campaign has to tell. */
export type Result = {
  seed: number;
  seconds: number;
  mailSeconds: number;
  deliveries: number;
  /** How often each fault happened. */
  faults: Readonly<Record<string, number>>;
  truth: Truth;
  breaches: Breach[];
  /** Processes that ended though nobody told them to. */
  ownEnds: Stage['actors']['ownEnds'];
  /** Keys that should not be in Redis any more. */
  keysLeft: string[];
  keys: number;
  /** Further rows of the table, and what is wrong with them. */
  more?: readonly [string, string | number][];
  wrong?: readonly string[];
};

export const isFine = ({ breaches, ownEnds, keysLeft, wrong = [] }: Result): boolean =>
  breaches.length === 0 && ownEnds.length === 0 && keysLeft.length === 0 && wrong.length === 0;

/** The plain table that a campaign prints. */
export function reportOf(result: Result): string {
  const { truth, faults, breaches, seconds } = result;
  const messages = truth.received.length;
  const rows: [string, string | number][] = [
    ['seed', result.seed],
    ['messages', messages],
    ['webhook deliveries', result.deliveries],
    ['mails sent by us', truth.sent.length],
    ...heading('faults', faults),
    ['  kill -9 in all', killsIn(faults)],
    ...heading('outcomes', counted([...truth.outcomes.values()].map(({ state }) => state))),
    ['', ''],
    ...zeros.map((zero): [string, number] => [zero, breaches.filter((one) => one.zero === zero).length]),
    ['processes that ended by themselves', result.ownEnds.length],
    [`keys left in Redis without an expiry (of ${result.keys})`, result.keysLeft.length],
    ...(result.more ?? []),
    ['', ''],
    ['seconds', seconds.toFixed(1)],
    ['messages per second while mail came', (messages / result.mailSeconds).toFixed(1)],
    ['verdict', isFine(result) ? 'every promise was kept' : 'BROKEN'],
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return `${rows.map(([name, value]) => `${name.padEnd(width)}${value}`.trimEnd()).join('\n')}\n`;
}

function killsIn(faults: Result['faults']): number {
  return Object.entries(faults).reduce(
    (sum, [kind, count]) => sum + (kind.startsWith('kill -9') ? count : 0),
    0,
  );
}

function heading(title: string, counts: Record<string, number>): [string, string | number][] {
  const rows = Object.entries(counts).toSorted(([a], [b]) => a.localeCompare(b));
  return [['', ''], [title, ''], ...rows.map(([name, count]): [string, number] => [`  ${name}`, count])];
}

function counted(names: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

const MOST_TOLD = 40;

/** Each breach with its story: what Inreply says of the message, and what left the mailbox in its thread. */
export function storiesOf({ breaches, truth, ownEnds, keysLeft, wrong = [] }: Result): string {
  const told = breaches.slice(0, MOST_TOLD).map(({ zero, grant, id, what }) => {
    const mail = truth.received.find((one) => one.id === id);
    const outcome = truth.outcomes.get(id);
    const review = truth.reviews.get(outcome?.review_id ?? '');
    const inThread = mail ? truth.sent.filter((one) => one.threadId === mail.threadId) : [];
    const before = mail ? truth.received.filter((one) => one.threadId === mail.threadId) : [];
    return [
      `${zero}: ${grant} ${id}: ${what}`,
      `  thread: ${before.map((one) => `${one.order} ${one.kind} ${one.id}`).join(' · ')}`,
      ...inThread.map((one) => `  left: ${one.order} ${one.id} ${JSON.stringify(one.metadata)}`),
      `  ledger: ${JSON.stringify(outcome)}`,
      ...(review ? [`  review: ${JSON.stringify(review)}`] : []),
    ].join('\n');
  });
  const more = breaches.length > MOST_TOLD ? [`and ${breaches.length - MOST_TOLD} more`] : [];
  const ends = ownEnds.map(
    ({ name, code, signal, said }) => `${name} ended by itself: ${code ?? signal}; it said: ${said}`,
  );
  const keys = keysLeft.slice(0, MOST_TOLD).map((key) => `left in Redis: ${key}`);
  return [...told, ...more, ...ends, ...keys, ...wrong, ''].join('\n');
}
