import { parseRefKey } from '#domain/ids.ts';
import { decodeItem } from '#domain/inbox.ts';
import { unreachable } from '#errors.ts';
import type { Rest, WorkThread } from '#queue/consumer.ts';
import type { ThreadRef } from '#store/keys.ts';
import { Fenced, type Lease } from '#store/lease.ts';
import { leadingMessages } from './burst.ts';
import { afterItemFault, buryUnknown } from './dead-letter.ts';
import { type Deps, type Next, Stopping } from './deps.ts';
import { workDraftGone } from './draft-gone.ts';
import { workMessages } from './messages.ts';
import { workOutbound } from './outbound.ts';
import { workReport } from './report.ts';
import { workVerdict } from './verdict.ts';

/** After so many pieces of work a thread goes to the end of the line, so that a busy one holds up no other. */
const FAIR_SHARE = 20;

/**
 * The thread actor: takes the thread's lease, works its inbox from the head, stops when it is empty (DESIGN section 3).
 * What can happen to a message ends in the ledger; what this throws is a fault of Redis or of ours, and comes again.
 */
export function createWorkThread(deps: Deps, shard: number): WorkThread {
  return async (thread) => {
    const { grantId, id: threadId } = parseRefKey(thread);
    const ref: ThreadRef = { shard, grantId, threadId };
    const claim = await deps.leases.claim(ref);
    if (claim.kind === 'empty') return { kind: 'done' };
    if (claim.kind === 'held') return { kind: 'later', inMs: Math.min(claim.forMs, deps.leaseMs) + 20 };
    try {
      return await workInbox(deps, claim.lease, claim.inbox);
    } catch (error) {
      if (error instanceof Fenced) {
        // the heartbeat tells of what it aborts
        if (!claim.lease.signal.aborted) deps.events.leaseLost({ thread });
        return { kind: 'later', inMs: deps.leaseMs };
      }
      await deps.leases.release(claim.lease, deps.now()).catch(() => undefined);
      if (error instanceof Stopping) return { kind: 'later', inMs: 0 };
      throw error;
    } finally {
      deps.leases.forget(claim.lease);
    }
  };
}

async function workInbox(deps: Deps, lease: Lease, claimed: readonly string[]): Promise<Rest> {
  let inbox = claimed;
  for (let worked = 0; inbox.length > 0; worked++) {
    if (deps.stopping.aborted) throw new Stopping();
    if (worked >= FAIR_SHARE) {
      await deps.leases.release(lease, deps.now());
      return { kind: 'yield' };
    }
    const next = await workHead(deps, lease, inbox);
    if (next.kind === 'later') {
      await deps.leases.release(lease, deps.now() + next.inMs);
      return next;
    }
    inbox = next.inbox;
  }
  return { kind: 'done' };
}

/** Works what stands at the head; a person's verdict goes before mail, which is then answered knowing it. */
async function workHead(deps: Deps, lease: Lease, inbox: readonly string[]): Promise<Next> {
  const verdict = inbox.find((text) => decodeItem(text)?.kind === 'verdict');
  const first = verdict ?? inbox[0] ?? '';
  try {
    return await workItem(deps, lease, inbox, first);
  } catch (error) {
    return afterItemFault(deps, lease, first, error);
  }
}

async function workItem(deps: Deps, lease: Lease, inbox: readonly string[], first: string): Promise<Next> {
  const item = decodeItem(first);
  switch (item?.kind) {
    case 'message':
      return workMessages(deps, lease, leadingMessages(inbox));
    case 'verdict':
      return workVerdict(deps, lease, first, item.reviewId);
    case 'outbound':
      return workOutbound(deps, lease, first, item.messageId);
    case 'report':
      return workReport(deps, lease, first, item.messageId);
    case 'draft_gone':
      return workDraftGone(deps, lease, first, item.reviewId);
    case undefined:
      return buryUnknown(deps, lease, first);
    default:
      return unreachable(item);
  }
}
