import { signal } from '@preact/signals';
import { ApiFault, api, isRecord, wordsOf } from '../api/client.ts';
import type { Review } from '../api/types.ts';
import { go } from '../shell/router.ts';
import { nameOfPerson } from '../shell/me.ts';
import { isWide } from '../ui/screen.ts';
import { hush, say } from '../ui/toasts.tsx';
import { dropEdit } from '../review/edits.ts';
import { freshen, keep } from './opened.ts';
import { putRow, rowOf, setLeaving } from './rows.ts';
import { listPath, namedId, reviewPath, shown } from './shown.ts';

/** Seconds in which a verdict can be taken back. */
export const UNDO_SECONDS = 5;

type Kind = 'approve' | 'reject';
/** A verdict given here; `review` is what the server made of it. */
type Given = { id: string; kind: Kind; answer: Promise<Review>; untilMs: number; toast: number };

/** The latest last; those whose time is over are of no use and are dropped as new ones come. */
const given = signal<readonly Given[]>([]);

/** Whether a review leaves by a verdict that was given on this page. */
export function isOurs(id: string): boolean {
  return given.value.some((one) => one.id === id);
}

const words = {
  approve: { done: 'Approved. It leaves in a moment.', plain: 'approve' },
  reject: { done: 'Rejected. Nothing is sent.', plain: 'reject' },
} as const;

/**
 * Decides a review at once for the eye: its row leaves, the next one opens, and a message counts down while it can be
 * taken back. When the server refuses, the row comes back with the reason in words.
 */
export async function decide(
  review: Review,
  kind: Kind,
  more: { subject?: string; body?: string; reason?: string } = {},
): Promise<void> {
  const { id, version } = review;
  moveOn(id);
  setLeaving(id, true);
  const fingerprint = kind === 'approve' ? { fingerprint: review.fingerprint } : {};
  const answer = api<Review>('POST', pathOf(id, kind), {
    version,
    ...more,
    ...fingerprint,
    undo_seconds: UNDO_SECONDS,
  });
  const toast = say(words[kind].done, {
    tone: 'good',
    forMs: UNDO_SECONDS * 1000,
    action: { name: 'Undo', key: 'Z', countdown: true, run: () => void undo(id) },
  });
  given.value = [
    ...given.value.filter((one) => one.untilMs > Date.now() && one.id !== id),
    { id, kind, answer, untilMs: Date.now() + UNDO_SECONDS * 1000, toast },
  ];
  try {
    const decided = await answer;
    keep(decided);
    dropEdit(id);
    if (needsAnother(decided)) {
      hush(toast);
      const { approvals, approvals_needed: needed } = decided;
      say(`${approvals.length} of ${needed} approvals; it needs somebody else.`, {
        action: { name: 'Undo', key: 'Z', countdown: true, run: () => void undo(id) },
      });
      setLeaving(id, false);
    }
    putRow(rowOf(decided));
  } catch (fault) {
    hush(toast);
    rollBack(review, fault, kind);
  }
}

function needsAnother({ status, verdict, approvals, approvals_needed: needed }: Review): boolean {
  return status === 'open' && verdict === null && needed > 1 && approvals.length < needed;
}

/** Takes back the named verdict, or the latest that still can be; says so when it is too late. */
export async function undo(id?: string): Promise<void> {
  const inTime = given.value.filter((one) => one.untilMs > Date.now());
  const one = id === undefined ? inTime.at(-1) : given.value.find((each) => each.id === id);
  if (one === undefined) {
    say('There is nothing to take back.');
    return;
  }
  given.value = given.value.filter((each) => each !== one);
  hush(one.toast);
  try {
    const decided = await one.answer;
    const back = await api<Review>('POST', pathOf(one.id, 'undo'), { version: decided.version });
    keep(back);
    putRow(rowOf(back));
    setLeaving(one.id, false);
    go(reviewPath(one.id), 'replace');
    say('Taken back.');
  } catch (fault) {
    if (fault instanceof ApiFault && fault.type === 'too_late')
      say('Too late: it has left already.', { tone: 'bad' });
    else say(wordsOf(fault), { tone: 'bad' });
    void freshen(one.id);
  }
}

/** Brings a review back that the server did not let go, with the reason, and shows it as it is now. */
function rollBack(review: Review, fault: unknown, kind: Kind): void {
  given.value = given.value.filter(({ id }) => id !== review.id);
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
    case 'already_decided': {
      const by = isRecord(fault.more['review']) ? fault.more['review']['decided_by'] : undefined;
      return typeof by === 'string'
        ? `${nameOfPerson(by)} decided it before you.`
        : 'somebody decided it before you.';
    }
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
