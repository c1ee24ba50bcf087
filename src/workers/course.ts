import { asksForPerson } from '#agent/autonomy/asks-person.ts';
import type { Standing } from '#agent/autonomy/standing.ts';
import { isReplyOfOurs } from '#agent/mail/answered.ts';
import type { Agent } from '#domain/agent-config.ts';
import { answeredIn } from '#domain/arrival.ts';
import { type AutonomyLevel, type Earned, isBelow, lowerOf } from '#domain/autonomy.ts';
import type { Decision, Reason } from '#domain/decision.ts';
import { unreachable } from '#errors.ts';
import { accountOf } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import type { Operation } from '#store/transaction.ts';
import type { Case } from './answer.ts';
import type { Deps } from './deps.ts';
import { type Place, settleLevel } from './levels.ts';
import { observed } from './observed.ts';
import type { Thought } from './think/think.ts';
import type { Trace } from './trace.ts';

/** What is done with a thought: when what it decided leaves, and what is to be kept along with it. */
export type Course = {
  thought: Thought;
  /** Until when a reply is kept back; undefined: it leaves at once. */
  holdUntilMs: number | undefined;
  /** Nothing is written to the mailbox. */
  unseen: Reason | undefined;
  also: Operation[];
};

/**
 * Puts a thought under the level that its category has earned in this mailbox. Only what would leave by itself is
 * touched, and it can only be held back: the mode, the category's action, every doubt and every guard stand above.
 */
export async function courseOf(
  deps: Deps,
  lease: Lease,
  subject: Case,
  given: Thought,
  trace: Trace,
): Promise<Course> {
  const { agent, record } = subject;
  const { thought, also } = await heedReader(deps, lease, subject, given);
  const course: Course = { thought, holdUntilMs: undefined, unseen: undefined, also };
  const place = placeOf(agent, lease.grantId, thought);
  const replies = wouldReply(thought.decision);
  if (!place || !(replies || isSuspected(thought.decision))) return course;
  const standing = await settleLevel(deps, place);
  const level = lowerOf(standing.level, mostInMode[agent.config.mode]);
  const earned = { level, version: standing.version };
  trace.note('autonomy', level);
  if (replies && agent.config.mode === 'shadow') return { ...course, thought: { ...thought, earned } };
  if (replies) return { ...course, ...underLevel(deps, place, { ...thought, earned }, standing) };
  if (!isBelow('review', level)) return course;
  const { messageId } = record;
  const account = { ...accountOf([]), category: place.category, earned };
  return { ...course, also: [...also, ...observed(deps, lease, { messageId, account }, 'injection')] };
}

/** What the level of its category makes of a reply. */
function underLevel(
  deps: Pick<Deps, 'now'>,
  { category, config }: Place,
  thought: Thought & { earned: Earned },
  { missing }: Standing,
): Partial<Course> {
  const { decision, earned } = thought;
  if (decision.kind !== 'reply') return { thought }; // the mode parks it
  switch (earned.level) {
    case 'shadow': {
      const detail = `${category} is in shadow here; would have been: reply`;
      return { thought, unseen: { code: 'autonomy_shadow', detail } };
    }
    case 'review': {
      const detail = `${category} has not earned more than review here${missing === undefined ? '' : `: ${missing}`}`;
      const reasons = [{ code: 'autonomy_review', detail }, ...decision.reasons];
      return { thought: { ...thought, decision: { kind: 'review', reasons } } };
    }
    case 'delayed': {
      const detail = `kept back for ${config.delay_seconds} s, in which it could be taken back`;
      const reasons = [...decision.reasons, { code: 'held', detail }];
      const holdUntilMs = deps.now() + config.delay_seconds * 1000;
      return { thought: { ...thought, decision: { kind: 'reply', reasons } }, holdUntilMs };
    }
    case 'auto':
      return { thought };
    default:
      return unreachable(earned.level);
  }
}

/** Global modes stand above what a category has earned. */
const mostInMode: Record<Agent['config']['mode'], AutonomyLevel> = {
  off: 'shadow',
  shadow: 'shadow',
  review: 'review',
  auto: 'auto',
};

function placeOf({ name, config }: Agent, grantId: string, { seen }: Thought): Place | undefined {
  const category = seen?.category ?? '';
  if (!config.autonomy || !Object.hasOwn(config.categories, category)) return undefined;
  if (config.categories[category]?.action !== 'reply') return undefined;
  return { agent: name, grantId, category, config: config.autonomy };
}

/** It would leave by itself, but for the level and for a mode that parks everything. */
function wouldReply({ kind, reasons }: Decision): boolean {
  if (kind === 'reply') return true;
  const byMode = reasons.some(({ code }) => code === 'mode_review');
  return (
    kind === 'review' &&
    byMode &&
    reasons.every(({ code }) => code === 'mode_review' || code === 'category_reply')
  );
}

function isSuspected({ reasons }: Decision): boolean {
  return reasons.some(({ code }) => code === 'injection_suspected');
}

/**
 * A reader who asks for a person, with the word that the disclosure below our replies names, gets one: it is never
 * skipped, and never answered by us. It counts against the reply that was answered so.
 */
async function heedReader(
  deps: Deps,
  lease: Lease,
  { agent, thread, mailbox }: Case,
  thought: Thought,
): Promise<{ thought: Thought; also: Operation[] }> {
  const { decision, conversation } = thought;
  const text = conversation.at(-1)?.text ?? '';
  const settled =
    decision.kind === 'review' || decision.kind === 'escalate' || agent.config.mode === 'shadow';
  if (settled || !asksForPerson(text, agent.config.disclosure)) return { thought, also: [] };
  const replies = thread.messages.filter((message) => isReplyOfOurs(message, mailbox.address));
  const last = replies.at(-1);
  if (!last) return { thought, also: [] };
  const reason = { code: 'person_asked', detail: 'the sender asks for a person, as the disclosure offers' };
  const answered = answeredIn(last.metadata);
  const [record] =
    answered === undefined ? [] : await deps.ledger.read(lease.shard, lease.grantId, [answered]);
  return {
    thought: { ...thought, decision: { kind: 'review', reasons: [reason, ...decision.reasons] } },
    also: record?.state === 'sent' ? observed(deps, lease, record, 'asked') : [],
  };
}
