import { ApiFault, api, wordsOf } from '../api/client.ts';
import type { Review } from '../api/types.ts';
import { me } from '../shell/me.ts';
import { say } from '../ui/toasts.tsx';
import { freshen, keep } from '../queue/opened.ts';
import { putRow, rowOf } from '../queue/rows.ts';
import { moveOn, pathOf } from '../queue/verdicts.ts';

/** Gives a review to somebody, or to nobody. */
export async function assign(review: Review, to: string | null): Promise<void> {
  await change(review, 'assign', { to }, { ...review, assignee: to });
}

/** Takes a review, or gives it back when it is one's own already. */
export async function assignToMe(review: Review): Promise<void> {
  const own = me.value?.id;
  if (own === undefined) return;
  const isMine = review.assignee === own;
  await assign(review, isMine ? null : own);
  say(isMine ? 'No longer assigned to you.' : 'Assigned to you.');
}

/** Hides a review until a time, ISO 8601; null shows it again. */
export async function snooze(review: Review, until: string | null): Promise<void> {
  if (until !== null) moveOn(review.id);
  await change(review, 'snooze', { until }, { ...review, snoozed_until: until });
}

/** Leaves a note for the others; true when it was taken. */
export async function addNote(review: Review, text: string): Promise<boolean> {
  return change(review, 'notes', { text });
}

/** Has the draft written anew after an instruction; true when that was taken. */
export async function revise(review: Review, instruction: string): Promise<boolean> {
  const { version } = review;
  const isTaken = await change(review, 'revise', { version, instruction });
  if (isTaken) say('Sent back. The new draft appears here in a moment.', { tone: 'good' });
  return isTaken;
}

/** Shows a change at once, asks the server for it, and takes it back with the reason when it refuses. */
async function change(review: Review, action: string, body: unknown, guess?: Review): Promise<boolean> {
  if (guess !== undefined) show(guess);
  try {
    show(await api<Review>('POST', pathOf(review.id, action), body));
    return true;
  } catch (fault) {
    if (guess !== undefined) show(review);
    const isConflict = fault instanceof ApiFault && fault.status === 409;
    say(isConflict ? 'It changed since you saw it. Look at it as it is now.' : wordsOf(fault), {
      tone: 'bad',
    });
    void freshen(review.id);
    return false;
  }
}

function show(review: Review): void {
  keep(review);
  putRow(rowOf(review));
}
