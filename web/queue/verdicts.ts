import { signal } from '@preact/signals';
import { ApiFault, api, wordsOf } from '../api/client.ts';
import type { BulkAnswer, Review } from '../api/types.ts';
import { go } from '../shell/router.ts';
import { isWide } from '../ui/screen.ts';
import { hush, say } from '../ui/toasts.tsx';
import { dropEdit } from '../review/edits.ts';
import { freshen, keep } from './opened.ts';
import { putRow, rowOf, setLeaving } from './rows.ts';
import { listPath, namedId, reviewPath, shown } from './shown.ts';

/** Seconds in which a verdict can be taken back. */
const UNDO_SECONDS = 5;
/** So long a verdict counts as ours when news of it come. */
const KEPT_MS = 60_000;

type Kind = 'approve' | 'reject';
/** Verdicts given here with one action; `answer` is what the server made of those that it took. */
type Given = { ids: readonly string[]; answer: Promise<Review[]>; untilMs: number; toast: number };

/** The latest last; those whose time is over are dropped as new ones come. */
const given = signal<readonly Given[]>([]);

/** Whether a review leaves by a verdict that was given on this page. */
export function isOurs(id: string): boolean {
  return given.value.some(({ ids }) => ids.includes(id));
}

const doneWords = {
  approve: 'Approved. It leaves in a moment.',
  reject: 'Rejected. Nothing is sent.',
} as const;

/**
 * Decides a review at once for the eye: its row leaves, the next one opens, and a message counts down while it can be
 * taken back. When the server refuses, the row comes back with the reason in words.
 */
export async function decide(
  review: Review,
  kind: Kind,
  more: { subject?: string; body?: string; reason?: string; why?: string } = {},
): Promise<void> {
  const { id, version, fingerprint } = review;
  moveOn(id);
  setLeaving(id, true);
  const answer = api<Review>('POST', pathOf(id, kind), {
    version,
    ...more,
    ...(kind === 'approve' ? { fingerprint } : {}),
    undo_seconds: UNDO_SECONDS,
  });
  const one = give(
    [id],
    answer.then((decided) => [decided]),
    doneWords[kind],
  );
  try {
    const decided = await answer;
    dropEdit(id);
    settle(decided);
    if (needsAnother(decided)) {
      hush(one.toast);
      one.toast = sayWithUndo(
        `${decided.approvals.length} of ${decided.approvals_needed} approvals; it needs somebody else.`,
        one,
      );
    }
  } catch (fault) {
    forget(one);
    rollBack(review, fault, kind);
  }
}

/** Approves several as they stand, each on its own: those that the server refuses come back with the reason. */
export async function approveTogether(reviews: readonly Review[]): Promise<void> {
  const ids = reviews.map(({ id }) => id);
  for (const id of ids) setLeaving(id, true);
  go(listPath(), 'replace');
  const verdicts = reviews.map(({ id, version, fingerprint }) => ({
    id,
    version,
    fingerprint,
    verdict: 'approve',
  }));
  const answer = api<BulkAnswer>('POST', '/api/reviews/decide', { verdicts, undo_seconds: UNDO_SECONDS });
  const taken = answer.then(({ results }) =>
    results.flatMap(({ ok, review }) => (ok && review !== undefined ? [review] : [])),
  );
  const one = give(ids, taken, `${ids.length} approved. They leave in a moment.`);
  try {
    const { results } = await answer;
    for (const decided of await taken) settle(decided);
    const refused = results.filter(({ ok }) => !ok);
    for (const { id } of refused) {
      setLeaving(id, false);
      void freshen(id);
    }
    if (refused.length > 0) {
      const why = refused[0]?.error?.message ?? '';
      say(`${refused.length} of ${ids.length} were not approved: ${why}`, { tone: 'bad' });
    }
  } catch (fault) {
    forget(one);
    for (const id of ids) setLeaving(id, false);
    say(`Nothing was approved: ${wordsOf(fault)}`, { tone: 'bad' });
  }
}

/** Notes a verdict so that it can be taken back, and says that it was given. */
function give(ids: readonly string[], answer: Promise<Review[]>, text: string): Given {
  // What goes wrong is told by who gave the verdict; here it only must not count as forgotten.
  answer.catch(() => undefined);
  const one: Given = { ids, answer, untilMs: Date.now() + UNDO_SECONDS * 1000, toast: 0 };
  one.toast = sayWithUndo(text, one);
  const inTime = given.value.filter(({ untilMs }) => untilMs > Date.now() - KEPT_MS);
  given.value = [...inTime, one];
  return one;
}

function sayWithUndo(text: string, one: Given): number {
  return say(text, {
    tone: 'good',
    forMs: one.untilMs - Date.now(),
    action: { name: 'Undo', key: 'Z', countdown: true, run: () => void undo(one) },
  });
}

function forget(one: Given): void {
  given.value = given.value.filter((each) => each !== one);
  hush(one.toast);
}

/** Shows what became of a review by a verdict: it stays when it needs another approval, and is gone else. */
function settle(decided: Review): void {
  keep(decided);
  if (needsAnother(decided)) {
    putRow(rowOf(decided));
    setLeaving(decided.id, false);
  }
}

function needsAnother({ status, verdict, approvals, approvals_needed: needed }: Review): boolean {
  return status === 'open' && verdict === null && needed > 1 && approvals.length < needed;
}

/** Takes back the given verdicts, or the latest that still can be; says so when it is too late. */
export async function undo(asked?: Given): Promise<void> {
  const one = asked ?? given.value.findLast(({ untilMs }) => untilMs > Date.now());
  if (one === undefined) {
    say('There is nothing to take back.');
    return;
  }
  forget(one);
  let lastBack: string | undefined;
  try {
    for (const decided of await one.answer) {
      const back = await api<Review>('POST', pathOf(decided.id, 'undo'), { version: decided.version });
      keep(back);
      putRow(rowOf(back));
      setLeaving(back.id, false);
      lastBack = back.id;
    }
    say('Taken back.');
  } catch (fault) {
    const isLate = fault instanceof ApiFault && fault.type === 'too_late';
    say(isLate ? 'Too late: it has left already.' : wordsOf(fault), { tone: 'bad' });
    for (const id of one.ids) void freshen(id);
  }
  if (lastBack !== undefined) go(reviewPath(lastBack), 'replace');
}

/** Brings a review back that the server did not let go, with the reason, and shows it as it is now. */
function rollBack(review: Review, fault: unknown, kind: Kind): void {
  setLeaving(review.id, false);
  say(`Not ${kind === 'approve' ? 'approved' : 'rejected'}: ${conflictWords(fault)}`, {
    tone: 'bad',
    action: { name: 'Show', countdown: false, run: () => go(reviewPath(review.id)) },
  });
  void freshen(review.id);
}

function conflictWords(fault: unknown): string {
  if (!(fault instanceof ApiFault)) return wordsOf(fault);
  switch (fault.type) {
    case 'stale_version':
      return 'it changed since you saw it. Read it again as it is now.';
    case 'already_decided':
      return 'somebody decided it before you.';
    default:
      return fault.message;
  }
}

/** Opens the row after the one that leaves, or the one before when it was the last. */
export function moveOn(id: string): void {
  const list = shown.value;
  const at = list.findIndex((row) => row.id === id);
  const next = at === -1 ? undefined : (list[at + 1] ?? list[at - 1]);
  if (namedId.value === null && isWide.value) return;
  go(next === undefined || !isWide.value ? listPath() : reviewPath(next.id), 'replace');
}

export function pathOf(id: string, action: string): string {
  return `/api/reviews/${encodeURIComponent(id)}/${action}`;
}
