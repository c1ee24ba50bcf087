import { classificationQuestion } from '#agent/prompt/classify.ts';
import { decide } from '#agent/policy/decide.ts';
import { redactionFor } from '#agent/redact/for-conversation.ts';
import type { Guarded } from '#agent/guard/guard.ts';
import { trustDoubts } from '#agent/policy/trust-doubts.ts';
import { type Reading, unansweredIn } from '#agent/reading/reading.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { Earned } from '#domain/autonomy.ts';
import type { Gap } from '#agent/check/gaps.ts';
import type { Classification, Decision, Draft, Reason } from '#domain/decision.ts';
import type { SourcedSentence } from '#domain/sources.ts';
import type { Action } from '#domain/tools.ts';
import { messageOf, PermanentError } from '#errors.ts';
import type { Lease } from '#store/lease.ts';
import type { Case } from '#workers/answer.ts';
import type { Deps } from '#workers/deps.ts';
import { isInterruption, retryAfter, THINK_ATTEMPTS } from '#workers/faults.ts';
import type { Trace } from '#workers/trace.ts';
import { asker } from './asker.ts';
import { readAttachments } from './attachments.ts';
import { BudgetSpent } from './budget.ts';
import { type CodeFacts, hideCodes, seenWithCode } from './codes.ts';
import { conversationFor } from './conversation.ts';
import { findEvidence } from './evidence.ts';
import { useTools } from './tools.ts';
import { askAhead } from './speculate.ts';
import { writeDraft } from './write.ts';

/** What was understood, decided and written; a review without a draft has to be written by a person. */
export type Thought = {
  decision: Decision;
  conversation: Reading[];
  seen: Classification | null;
  draft: Draft | null;
  /** Under which level of its category it was decided. */
  earned?: Earned;
  /** The draft sentence by sentence, with what each rests on. */
  sources?: SourcedSentence[];
  /** What the knowledge could not answer. */
  gap?: Gap | undefined;
  /** What a person who approves has done first. */
  actions?: Action[];
};

/** A fault of thinking, to be tried again; it has tries of its own, beside those of loading. */
export class ThinkFault extends Error {
  override name = 'ThinkFault';
  /** The message that was thought about, of those that wait together. */
  readonly messageId: string;

  constructor(messageId: string, cause: unknown) {
    super(messageOf(cause), { cause });
    this.messageId = messageId;
  }
}

/**
 * Understand, classify, decide, draft, check (DESIGN section 4, steps 4 to 8). Faults of the model are thrown to be tried
 * again; the last one turns into a review without a draft, so that failing never means silence.
 */
export async function think(
  deps: Deps,
  lease: Lease,
  subject: Case,
  guarded: Exclude<Guarded, { kind: 'skip' }>,
  trace: Trace,
): Promise<Thought> {
  const { agent, covers, ownAddresses } = subject;
  const shown = await hideCodes(deps, lease, agent, conversationFor(subject, ownAddresses, covers));
  const { conversation: mails, codes } = shown;
  const conversation =
    guarded.kind === 'review' ? mails : await readAttachments(deps, lease, subject, mails, trace);
  const known: Thought = {
    decision: { kind: 'review', reasons: guarded.kind === 'review' ? guarded.reasons : [] },
    conversation,
    seen: null,
    draft: null,
  };
  if (guarded.kind === 'review') return known;
  const doubts = [...guarded.parkBecause, ...trustDoubts(agent.config, subject.trust)];
  try {
    return await classifyAndDraft(deps, lease, { ...subject, codes }, doubts, known, trace);
  } catch (error) {
    if (isInterruption(error)) throw error;
    if (error instanceof BudgetSpent) {
      trace.note('budget', 'spent');
      return { ...known, decision: withoutModel(error, agent, doubts) };
    }
    const { thinkFaults, admittedAtMs, grantId, messageId } = subject.record;
    const retry = retryAfter(error, { attempts: thinkFaults, admittedAtMs }, deps.now(), deps.random());
    if (retry.attempts < THINK_ATTEMPTS) throw new ThinkFault(messageId, error);
    deps.events.faultMet({
      where: 'model',
      grantId,
      messageId,
      error,
      attempt: retry.attempts,
      retryInMs: undefined,
    });
    return { ...known, decision: { kind: 'review', reasons: [modelFailed(error, retry.attempts, agent)] } };
  }
}

async function classifyAndDraft(
  deps: Deps,
  lease: Lease,
  subject: Case & { codes: CodeFacts },
  parkBecause: Reason[],
  known: Thought,
  trace: Trace,
): Promise<Thought> {
  const { agent } = subject;
  const { conversation } = known;
  const reading = conversation.at(-1);
  if (!reading) return known;
  const { messageId } = subject.record;
  const redaction = redactionFor(agent, conversation);
  const asking = asker(deps, { lease, agent, messageId, trace, redaction });
  await using ahead = askAhead(asking, agent, conversation);
  const { ask } = ahead;
  const asked = await ask(
    'classify',
    classificationQuestion(agent, conversation),
    (it) => `${it.category}, confidence ${it.confidence}`,
  );
  const seen = seenWithCode(asked, subject, subject.codes);
  known.seen = seen;
  const decision = decide(agent, seen, reading, parkBecause, unansweredIn(conversation).slice(0, -1));
  trace.note('decide', decision.kind);
  if (decision.kind === 'skip' || decision.kind === 'escalate') return { ...known, decision };

  const used = await useTools(deps, lease, subject, { decision, seen, conversation, ask, trace });
  if (used.instead)
    return {
      ...known,
      decision: { kind: 'reply', reasons: [used.instead.reason] },
      draft: codeDraft(used.instead.body),
    };
  const evidence = await findEvidence(deps, lease, agent, conversation);
  const written = await writeDraft(ask, {
    agent,
    conversation,
    seen,
    evidence: { ...evidence, passages: [...used.passages, ...evidence.passages] },
  });
  const { draft, sources, gap } = written;
  await noteGap(deps, subject, gap);
  const doubts = [...used.doubts, ...written.doubts];
  trace.note('check', doubts.length === 0 ? 'nothing found' : doubts.map(({ code }) => code).join(', '));
  if (doubts.length === 0) return { ...known, decision, draft, sources, gap };
  const reasons = decision.kind === 'reply' ? doubts : [...decision.reasons, ...doubts];
  return { ...known, decision: { kind: 'review', reasons }, draft, sources, gap, actions: used.actions };
}

/** A text that code wrote, which rests on nothing and promises nothing. */
function codeDraft(body: string): Draft {
  return { body, citations: [], unsupported: [], commitments: [], confidence: 1 };
}

/** For the report of what could not be answered; without it the mail is answered all the same. */
async function noteGap(deps: Deps, { agent, record }: Case, gap: Gap | undefined): Promise<void> {
  if (gap === undefined) return;
  const { grantId, messageId } = record;
  const noted = { agent: agent.name, grantId, messageId, questions: gap.questions, atMs: deps.now() };
  await deps.gaps?.note(noted).catch(() => undefined);
}

/** What becomes of a message when nobody may be asked about it any more. */
function withoutModel({ reason }: BudgetSpent, { config }: Agent, doubts: readonly Reason[]): Decision {
  if (config.budget?.when_spent === 'skip') return { kind: 'skip', reasons: [reason] };
  return { kind: 'review', reasons: [reason, ...doubts] };
}

function modelFailed(error: unknown, attempts: number, agent: Agent): Reason {
  const code = error instanceof PermanentError ? 'model_refused' : 'model_unavailable';
  const detail = `agent ${agent.name} got no usable answer from the model in ${attempts} attempts: ${messageOf(error)}`;
  return { code, detail };
}
