import type { SweepState } from '#store/sweep-state.ts';
import { checkDestination, isTroubled } from './destinations.ts';
import { sweepDrafts } from './draft-sweep.ts';
import { sweepMailboxes } from './sweep.ts';

/** While webhooks do not come, mailboxes are swept this often, so that mail is still answered soon. */
const TROUBLED_EVERY_MS = 30_000;

/** How often `runRound` is to be called. */
export function tickMsOf(everyMs: number): number {
  return Math.min(everyMs, TROUBLED_EVERY_MS);
}

/**
 * One tick of the sweep. Every `everyMs` it is a whole round: our webhook destination, all mailboxes, their
 * drafts. Between rounds nothing is done, unless the destination is in trouble: then mailboxes are swept at each tick.
 */
export async function runRound(
  deps: Omit<Parameters<typeof checkDestination>[0], 'publicUrl' | 'mailboxes'> &
    Parameters<typeof sweepMailboxes>[0] &
    Omit<Parameters<typeof sweepDrafts>[0], 'mailboxes'> & {
      everyMs: number;
      /** Where our destination leads; unset, it cannot be told from others and is not looked at. */
      publicUrl: string | undefined;
      sweepState: SweepState;
    },
): Promise<void> {
  const { sweepState, everyMs, publicUrl } = deps;
  const nowMs = deps.now();
  const before = await sweepState.read();
  // A clock that was put back must not hold up the next round; ticks never come exactly in time.
  const isWhole = Math.abs(nowMs - before.roundMs) >= everyMs - tickMsOf(everyMs) / 2;
  const isWatched = publicUrl !== undefined;
  if (!isWhole && !(isWatched && isTroubled(before.destination))) return;
  if (isWhole) await sweepState.beginRound(nowMs);
  if (isWatched) await checkDestination({ ...deps, publicUrl });
  await sweepMailboxes(deps);
  if (isWhole) await sweepDrafts(deps);
}
