import type { Reading } from '#agent/reading/reading.ts';
import { actionPassage, proposedAction } from '#agent/tools/actions.ts';
import type { Bound } from '#agent/tools/arguments.ts';
import { evidenceOf, toolPassage } from '#agent/tools/result.ts';
import type { Classification, Decision, Reason } from '#domain/decision.ts';
import type { Arguments } from '#domain/tools.ts';
import { acts, type Tool } from '#domain/tools-config.ts';
import type { Review } from '#domain/review.ts';
import type { Lease } from '#store/lease.ts';
import type { Case } from '#workers/answer.ts';
import type { Deps } from '#workers/deps.ts';
import type { Trace } from '#workers/trace.ts';
import type { AskStep } from './asker.ts';
import type { CodeFacts } from './codes.ts';
import {
  boundTo,
  outcomeOf,
  senderOf,
  TOOL_ATTEMPTS,
  type ToolCase,
  type Used,
  type Using,
} from './tool-call.ts';
import { justProven, proofFor, unproven } from './tool-proof.ts';

/** A reply that a person wants written anew, and what it is written from. */
export type Again = Pick<Case, 'agent' | 'target' | 'record'> & {
  review: Review;
  conversation: Reading[];
  codes: CodeFacts;
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
  const { agent, target, review, conversation, codes, ask, trace } = again;
  const record = { ...again.record, thinkFaults: TOOL_ATTEMPTS };
  const subject = {
    agent,
    target,
    record,
    covers: review.covers,
    superseded: [{ review }],
    trust: record.account?.trust ?? null,
    codes,
  };
  const decision = { kind: 'review' as const, reasons: [] };
  const used = await useTools(deps, lease, subject, { decision, seen: again.seen, conversation, ask, trace });
  return { ...used, doubts: used.doubts.filter(({ code }) => code !== 'action_proposed') };
}

/** For a mail that is not what it says it is, or not surely of its category, nothing is looked up and nothing proposed. */
const distrust = ['injection_suspected', 'low_confidence', 'no_category'];

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
  const used: Used = { passages: [], doubts: [], actions: [] };
  for (const name of names) {
    const tool = tools[name];
    if (tool === undefined) continue;
    const one = await useTool({ ...matter, deps, lease, subject, own }, name, tool);
    used.passages.push(...one.passages);
    used.doubts.push(...one.doubts);
    used.actions.push(...one.actions);
    if (one.instead) return { ...used, instead: one.instead };
  }
  return used;
}

async function useTool(using: Using, name: string, tool: Tool): Promise<Used> {
  const bound = await boundTo(using, name, tool);
  if (bound.kind !== 'bound') return unbound(name, tool, bound);
  const proof = tool.verify === 'code' ? await proofFor(using, name, tool) : undefined;
  if (proof !== undefined && proof.kind !== 'proven') return unproven(name, tool, proof);
  const used = acts(tool)
    ? proposed(using, name, tool, bound.calls)
    : await lookUp(using, name, tool, bound.calls, proof?.address ?? senderOf(using.subject, tool));
  return proof?.justNow === true ? { ...used, passages: [...used.passages, justProven(name)] } : used;
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

async function lookUp(
  using: Using,
  name: string,
  tool: Tool,
  calls: readonly Arguments[],
  owner: string | null,
): Promise<Used> {
  const used: Used = { passages: [], doubts: [], actions: [] };
  for (const [at, values] of calls.entries()) {
    const outcome = await outcomeOf(using, name, tool, values);
    const { passage, doubts } = evidenceOf(name, at + 1, tool, outcome, owner);
    used.passages.push(passage);
    used.doubts.push(...doubts);
  }
  return used;
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
