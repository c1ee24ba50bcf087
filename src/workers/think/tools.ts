import type { Passage } from '#agent/knowledge/passage.ts';
import type { Reading } from '#agent/reading/reading.ts';
import { actionPassage, proposedAction } from '#agent/tools/actions.ts';
import { type Bound, bindArguments } from '#agent/tools/arguments.ts';
import { argumentsQuestion, asksModel } from '#agent/tools/question.ts';
import { evidenceOf, toolPassage } from '#agent/tools/result.ts';
import type { Classification, Decision, Reason } from '#domain/decision.ts';
import type { Action, Arguments, ToolOutcome } from '#domain/tools.ts';
import { acts, type Tool } from '#domain/tools-config.ts';
import type { Review } from '#domain/review.ts';
import type { SenderTrust } from '#domain/trust.ts';
import { TransientError } from '#errors.ts';
import type { Lease } from '#store/lease.ts';
import type { Case } from '#workers/answer.ts';
import type { Deps } from '#workers/deps.ts';
import type { Trace } from '#workers/trace.ts';
import type { AskStep } from './asker.ts';

/** What tools gave: passages a draft may rest on, what speaks against sending it unseen, and what a person may approve. */
export type Used = { passages: Passage[]; doubts: Reason[]; actions: Action[] };

/** Whom and what tools are used for. */
export type ToolCase = Pick<Case, 'agent' | 'target' | 'record'> & {
  trust: SenderTrust | null;
  superseded: readonly { review: Review }[];
};

/** A reply that a person wants written anew, and what it is written from. */
export type Again = Pick<Case, 'agent' | 'target' | 'record'> & {
  review: Review;
  conversation: Reading[];
  ask: AskStep;
  trace: Trace;
};

/**
 * The same for a reply that a person wants written anew: what it rests on is looked up once more, and what the review
 * proposes stays as it is.
 */
export async function lookUpAgain(
  deps: Deps,
  lease: Lease,
  again: Again & { seen: Classification },
): Promise<Used> {
  const { agent, target, review, conversation, ask, trace } = again;
  const record = { ...again.record, thinkFaults: TOOL_ATTEMPTS };
  const subject = { agent, target, record, superseded: [{ review }], trust: record.account?.trust ?? null };
  const decision = { kind: 'review' as const, reasons: [] };
  const used = await useTools(deps, lease, subject, { decision, seen: again.seen, conversation, ask, trace });
  return { ...used, doubts: used.doubts.filter(({ code }) => code !== 'action_proposed') };
}

type Using = {
  deps: Deps;
  lease: Lease;
  subject: ToolCase;
  /** The mails of the sender, oldest first. */
  own: readonly Reading[];
  ask: AskStep;
  trace: Trace;
};

/** For a mail that is not what it says it is, or not surely of its category, nothing is looked up and nothing proposed. */
const distrust = ['injection_suspected', 'low_confidence', 'no_category'];

/** A look-up that may work in a moment is tried again once, with the message as a whole; then a person gets it without. */
const TOOL_ATTEMPTS = 2;

/**
 * Uses the tools that the agent's file lists for a category: looks up what only reads, and proposes what acts. Code alone
 * chooses which, with what, and how often; a fault is a doubt that names the tool, never silence.
 */
export async function useTools(
  deps: Deps,
  lease: Lease,
  subject: ToolCase,
  matter: {
    decision: Decision;
    seen: Classification;
    conversation: readonly Reading[];
    ask: AskStep;
    trace: Trace;
  },
): Promise<Used> {
  const { categories, tools } = subject.agent.config;
  const category = Object.hasOwn(categories, matter.seen.category)
    ? categories[matter.seen.category]
    : undefined;
  const isInDoubt = matter.decision.reasons.some(({ code }) => distrust.includes(code));
  const names = !isInDoubt && category !== undefined && 'tools' in category ? (category.tools ?? []) : [];
  const own = matter.conversation.filter(({ by }) => by === 'sender');
  const { ask, trace } = matter;
  const used: Used = { passages: [], doubts: [], actions: [] };
  for (const name of names) {
    const tool = tools[name];
    if (tool === undefined) continue;
    const one = await useTool({ deps, lease, subject, own, ask, trace }, name, tool);
    used.passages.push(...one.passages);
    used.doubts.push(...one.doubts);
    used.actions.push(...one.actions);
  }
  return used;
}

async function useTool(using: Using, name: string, tool: Tool): Promise<Used> {
  const bound = await boundTo(using, name, tool);
  if (bound.kind !== 'bound') return unbound(name, tool, bound);
  return acts(tool) ? proposed(using, name, tool, bound.calls) : lookUp(using, name, tool, bound.calls);
}

async function boundTo({ deps, subject, own, ask, trace }: Using, name: string, tool: Tool): Promise<Bound> {
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
function senderOf({ target, trust }: ToolCase, tool: Tool): string | null {
  const proven = trust?.verifiedSender ?? null;
  return proven ?? (tool.allow_unverified ? (target.from[0]?.email ?? null) : null);
}

function unbound(name: string, tool: Tool, bound: Exclude<Bound, { kind: 'bound' }>): Used {
  const say = (text: string, ...doubts: Reason[]): Used => ({
    passages: acts(tool) ? [] : [toolPassage(name, 1, text)],
    doubts,
    actions: [],
  });
  switch (bound.kind) {
    case 'missing':
      return say(`Nothing was looked up: the mail does not say ${bound.what}. Ask for it.`);
    case 'unverified':
      return say('Nothing was looked up: it is not proven who wrote the mail.', {
        code: 'sender_unverified',
        detail: `${name} was not used: nothing proves that the mail comes from its sender's address`,
      });
    case 'refused':
      return say('Nothing was looked up.', {
        code: 'tool_argument',
        detail: `${name} was not used: ${bound.why}`,
      });
  }
}

async function lookUp(using: Using, name: string, tool: Tool, calls: readonly Arguments[]): Promise<Used> {
  const used: Used = { passages: [], doubts: [], actions: [] };
  for (const [at, values] of calls.entries()) {
    const outcome = await outcomeOf(using, name, tool, values);
    const { passage, doubts } = evidenceOf(name, at + 1, tool, outcome, senderOf(using.subject, tool));
    used.passages.push(passage);
    used.doubts.push(...doubts);
  }
  return used;
}

async function outcomeOf(using: Using, name: string, tool: Tool, values: Arguments): Promise<ToolOutcome> {
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

function proposed({ subject }: Using, name: string, tool: Tool, calls: readonly Arguments[]): Used {
  const earlier = subject.superseded.flatMap(({ review }) => review.actions ?? []);
  const actions = calls.map((values) => proposedAction(subject.record, name, tool, values, earlier));
  return {
    passages: actions.map((action, at) => actionPassage(name, at + 1, action)),
    doubts: actions.map(({ words }) => ({
      code: 'action_proposed',
      detail: `approving does this first: ${words}`,
    })),
    actions,
  };
}
