import type { Reason } from '#domain/decision.ts';
import type { Action, ToolOutcome } from '#domain/tools.ts';
import type { Tool } from '#domain/tools-config.ts';

/** What to do with an action whose review was approved. */
export type NextAct =
  /** Not to be done, or not again: the reply may go. */
  | { kind: 'pass' }
  /** Written down as begun, then called; `again` when an earlier call may have done it and a repeat does no harm. */
  | { kind: 'call'; again: boolean }
  /** It may have been done: a person looks. */
  | { kind: 'unsure' }
  | { kind: 'impossible'; why: string };

/**
 * By how far an action came: one that was begun and has no known end was cut off by the end of a process. It is called again
 * only where a repeat under the same key does nothing twice. What a person saw as `unsure` and approved is left as it is.
 */
export function nextAct({ status, tool: name }: Action, tool: Tool | undefined): NextAct {
  if (status === 'done' || status === 'unsure') return { kind: 'pass' };
  if (tool === undefined || tool.approval !== true)
    return { kind: 'impossible', why: `the agent no longer has a tool ${name} that acts` };
  if (status !== 'running') return { kind: 'call', again: false };
  return tool.idempotent ? { kind: 'call', again: true } : { kind: 'unsure' };
}

/** What follows from the answer to a call that acts. */
export type AfterAct =
  | { kind: 'done'; detail: string }
  | { kind: 'failed'; reason: Reason; detail: string }
  | { kind: 'unsure'; reason: Reason; detail: string }
  /** The same call under the same key, later. */
  | { kind: 'again'; detail: string };

export function afterAct(action: Action, tool: Tool, outcome: ToolOutcome): AfterAct {
  if (outcome.kind !== 'failed') return { kind: 'done', detail: 'done' };
  const { reason: why, again, reached } = outcome;
  if (again && tool.idempotent) return { kind: 'again', detail: why };
  if (reached) return { kind: 'unsure', reason: unsureReason(action), detail: `no sure answer: ${why}` };
  return { kind: 'failed', reason: failedReason(action, why), detail: why };
}

export function unsureReason({ words }: Action): Reason {
  const detail = `it is not known whether this was done, so look first: ${words}. Approving sends the reply and does not do it again.`;
  return { code: 'action_unsure', detail };
}

export function failedReason({ words }: Action, why: string): Reason {
  return {
    code: 'action_failed',
    detail: `this was not done: ${words} (${why}). Nothing was sent; approving tries it again.`,
  };
}
