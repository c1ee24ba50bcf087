import { afterAct, failedReason, nextAct, unsureReason } from '#agent/tools/act.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { Reason } from '#domain/decision.ts';
import type { Review } from '#domain/review.ts';
import type { Action } from '#domain/tools.ts';
import type { Tool } from '#domain/tools-config.ts';
import { TransientError } from '#errors.ts';
import type { Lease } from '#store/lease.ts';
import { replace } from '#store/reviews.ts';
import { commit } from './commit.ts';
import type { Deps } from './deps.ts';

export type Acted =
  /** All is done that was proposed; the review as it stands now. */
  | { kind: 'acted'; review: Review }
  /** The reply must not go: a person decides again, and is told why. */
  | { kind: 'stopped'; review: Review; reason: Reason }
  /** The review was changed by somebody else. */
  | { kind: 'changed' };

/**
 * Does what a person approved, before the reply that tells of it is sent: each action once. That it begins is written down
 * before the call, so that another life knows that it may have happened.
 */
export async function act(deps: Deps, lease: Lease, agent: Agent, approved: Review): Promise<Acted> {
  let review = approved;
  for (let at = 0; at < (approved.actions ?? []).length; at++) {
    const step = await actOne(deps, lease, agent, review, at);
    if (step.kind !== 'acted') return step;
    review = step.review;
  }
  return { kind: 'acted', review };
}

async function actOne(deps: Deps, lease: Lease, agent: Agent, review: Review, at: number): Promise<Acted> {
  const action = review.actions?.[at];
  if (action === undefined) return { kind: 'acted', review };
  const tool: Tool | undefined = Object.hasOwn(agent.config.tools, action.tool)
    ? agent.config.tools[action.tool]
    : undefined;
  const next = nextAct(action, tool);
  const stop = (status: Action['status'], reason: Reason) => {
    const stopped = withAction(review, at, { ...action, status, detail: reason.detail });
    return { kind: 'stopped' as const, review: stopped, reason };
  };
  switch (next.kind) {
    case 'pass':
      return { kind: 'acted', review };
    case 'unsure':
      return stop('unsure', unsureReason(action));
    case 'impossible':
      return stop('failed', failedReason(action, next.why));
    case 'call':
      if (tool === undefined) return { kind: 'acted', review };
      return callOnce(deps, lease, agent, { review, at, action, tool });
  }
}

type Doing = { review: Review; at: number; action: Action; tool: Tool };

async function callOnce(
  deps: Deps,
  lease: Lease,
  agent: Agent,
  { review, at, action, tool }: Doing,
): Promise<Acted> {
  const begun = await stored(deps, lease, review, withAction(review, at, { ...action, status: 'running' }));
  if (begun === undefined) return { kind: 'changed' };
  const { tool: name, values, key } = action;
  const startedMs = deps.now();
  // A stop of the process does not cut this call off: whether it was done would not be known.
  const outcome = await deps.tools.call({ agent: agent.name, name, tool, values, key }, lease.signal);
  deps.events.stepTook(`tool ${name}`, deps.now() - startedMs);
  const after = afterAct(action, tool, outcome);
  if (after.kind === 'again') throw new TransientError(`tool ${name}: ${after.detail}`);
  const ended = withAction(begun, at, { ...action, status: after.kind, detail: after.detail });
  if (after.kind !== 'done') return { kind: 'stopped', review: ended, reason: after.reason };
  const kept = await stored(deps, lease, begun, ended);
  return kept === undefined ? { kind: 'changed' } : { kind: 'acted', review: kept };
}

/** The review as it is stored then; undefined when somebody else changed it. */
async function stored(deps: Deps, lease: Lease, before: Review, after: Review): Promise<Review | undefined> {
  const nowMs = deps.now();
  const next = { ...after, version: before.version + 1, updatedAtMs: nowMs };
  const done = await commit(deps, lease, replace(lease, before, next, nowMs));
  return done.kind === 'later' ? undefined : next;
}

function withAction(review: Review, at: number, action: Action): Review {
  return { ...review, actions: (review.actions ?? []).map((one, index) => (index === at ? action : one)) };
}
