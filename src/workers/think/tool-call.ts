import type { Passage } from '#agent/knowledge/passage.ts';
import type { Reading } from '#agent/reading/reading.ts';
import { type Bound, bindArguments } from '#agent/tools/arguments.ts';
import { argumentsQuestion, asksModel } from '#agent/tools/question.ts';
import type { Classification, Decision, Reason } from '#domain/decision.ts';
import type { Action, Arguments, ToolOutcome } from '#domain/tools.ts';
import { type Tool } from '#domain/tools-config.ts';
import type { Review } from '#domain/review.ts';
import type { SenderTrust } from '#domain/trust.ts';
import { TransientError } from '#errors.ts';
import type { Lease } from '#store/lease.ts';
import type { Case } from '#workers/answer.ts';
import type { Deps } from '#workers/deps.ts';
import type { Trace } from '#workers/trace.ts';
import type { AskStep } from './asker.ts';
import type { CodeFacts } from './codes.ts';
import { type Proof } from './prove.ts';

/** What tools gave: passages a draft may rest on, what speaks against sending it unseen, and what a person may approve. */
export type Used = { passages: Passage[]; doubts: Reason[]; actions: Action[]; instead?: Instead };

/** An answer that code wrote, in place of a draft. */
type Instead = Pick<Extract<Proof, { kind: 'asked' }>, 'body' | 'reason'>;

/** Whom and what tools are used for. */
export type ToolCase = Pick<Case, 'agent' | 'target' | 'record'> & {
  trust: SenderTrust | null;
  superseded: readonly { review: Review }[];
  codes: CodeFacts;
  /** Mails answered along with the target, for the same people. */
  covers: readonly string[];
};

export type Using = {
  deps: Deps;
  lease: Lease;
  subject: ToolCase;
  /** The mails of the sender, oldest first. */
  own: readonly Reading[];
  seen: Classification;
  decision: Decision;
  ask: AskStep;
  trace: Trace;
};

/** A look-up that may work in a moment is tried again once, with the message as a whole; then a person gets it without. */
export const TOOL_ATTEMPTS = 2;

/** The arguments of a tool's calls, or why there are none. */
export async function boundTo(
  { deps, subject, own, ask, trace }: Using,
  name: string,
  tool: Tool,
): Promise<Bound> {
  const answered = asksModel(tool)
    ? await ask(
        `arguments of ${name}`,
        argumentsQuestion(tool, own),
        (it) => `${Object.keys(it).length} asked for`,
      )
    : undefined;
  const bound = bindArguments(tool, {
    sender: senderOf(subject, tool),
    texts: [...own.map(({ text }) => text).toReversed(), subject.target.subject],
    matchesIn: deps.tools.matchesIn,
    answered,
  });
  if (bound.kind !== 'bound') trace.note(`tool ${name}`, `not called: ${bound.kind}`);
  return bound;
}

/** The author's address, when it is proven or the tool asks for no proof. */
export function senderOf({ target, trust }: ToolCase, tool: Tool): string | null {
  const proven = trust?.verifiedSender ?? null;
  const willProve = tool.verify === 'code' && tool.address_from === undefined;
  return proven ?? (tool.allow_unverified || willProve ? (target.from[0]?.email ?? null) : null);
}

/** One call of a look-up, counted against its limits. */
export async function outcomeOf(
  using: Using,
  name: string,
  tool: Tool,
  values: Arguments,
): Promise<ToolOutcome> {
  const { deps, lease, subject, trace } = using;
  const { grantId, threadId } = lease;
  const { messageId } = subject.record;
  const agent = subject.agent.name;
  const counted = {
    grantId,
    threadId,
    messageId,
    name: `${agent}/${name}`,
    nowMs: deps.now(),
    limits: tool.limits,
  };
  const taken = await deps.tools.take(counted);
  if (taken !== 'taken') {
    trace.note(`tool ${name}`, `not called: ${taken}`);
    return { kind: 'failed', reason: `its limit ${taken} is spent`, again: false, reached: false };
  }
  const signal = AbortSignal.any([lease.signal, deps.stopping]);
  const outcome = await trace.step(
    `tool ${name}`,
    () => deps.tools.call({ agent, name, tool, values }, signal),
    (it) => (it.kind === 'failed' ? `failed: ${it.reason}` : it.kind),
  );
  if (outcome.kind === 'failed' && outcome.again && subject.record.thinkFaults + 1 < TOOL_ATTEMPTS)
    throw new TransientError(`tool ${name}: ${outcome.reason}`);
  return outcome;
}
