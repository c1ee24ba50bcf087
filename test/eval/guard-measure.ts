import type { GuardCase } from './guard-cases.ts';
import { createGuardPipeline, type Outcome } from './guard-pipeline.ts';
import type { Rate } from './measure.ts';

export type Judged = { id: string; set: string; kind: string } & Outcome;

/** So long may one mail be worked, in milliseconds; far above what any needs on a busy machine. */
const mostMs = 5_000;

/** Takes every mail through the whole of reading, guarding and deciding, one after the other. */
export async function judgeAll(cases: readonly GuardCase[]): Promise<Judged[]> {
  const outcomeOf = createGuardPipeline();
  const judged: Judged[] = [];
  for (const { id, set, kind, raw } of cases) judged.push({ id, set, kind, ...(await outcomeOf(raw())) });
  return judged;
}

/** The bars: no mail of a machine is answered, and at most one of a hundred people is refused. */
export function guardRates(judged: readonly Judged[]): Rate[] {
  const machines = judged.filter(({ kind }) => kind !== 'human' && kind !== 'unknown');
  const people = judged.filter(({ kind }) => kind === 'human');
  const real = people.filter(({ set }) => set === 'mails' || set === 'headers');
  const mails = people.filter(({ set }) => set !== 'mails' && set !== 'headers');
  return [
    rate('machine mail answered', machines, isNotStopped, 0),
    rate('machine mail left to a person', machines, ({ end }) => end === 'parked'),
    rate('real mail of people refused', real, isRefused, 0.01),
    rate('real mail of people left to a person', real, ({ end }) => end === 'parked'),
    rate('texts of people refused', mails, isRefused, 0.01),
    rate('texts of people left to a person', mails, ({ end }) => end === 'parked', 0.02),
    rate('mail that came to no end', judged, ({ codes }) => codes.length === 0, 0),
    rate('mail that took too long', judged, ({ tookMs }) => tookMs > mostMs, 0),
  ];
}

/** What each kind of mail was taken for, as rows of counts. */
export function confusion(judged: readonly Judged[]): string[] {
  const rows = Map.groupBy(judged, ({ kind }) => kind);
  return [...rows].map(([kind, all]) => {
    const taken = Map.groupBy(all, takenFor);
    const counts = [...taken].toSorted(([, a], [, b]) => b.length - a.length);
    return `  ${kind.padEnd(16)} ${counts.map(([name, of]) => `${name} ${of.length}`).join(', ')}`;
  });
}

/** A machine's mail must be stopped by the guard: whether policy would have parked it is luck. */
const isNotStopped = ({ end }: Judged) => end === 'answered' || end === 'policy';
const isRefused = ({ end }: Judged) => end === 'refused';

function takenFor({ end, codes }: Judged): string {
  if (end === 'answered') return 'a person';
  if (end === 'policy') return 'a person (parked by policy)';
  return end === 'parked' ? `doubtful (${codes[0]})` : (codes[0] ?? 'refused');
}

function rate(name: string, all: readonly Judged[], counts: (one: Judged) => boolean, atMost?: number): Rate {
  const failing = all.filter(counts);
  return {
    name,
    count: failing.length,
    of: all.length,
    failing: failing.map(({ id, codes }) => `${id} (${codes.join(' ')})`),
    bar: atMost === undefined ? undefined : { atMost },
  };
}
