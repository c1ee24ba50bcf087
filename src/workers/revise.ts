import { answerTo } from '#agent/mail/answered.ts';
import { redactionFor } from '#agent/redact/for-conversation.ts';
import { composeReply } from '#agent/mail/compose.ts';
import { asDraft } from '#agent/mail/draft-print.ts';
import { mayReplyAll } from '#agent/trust/strangers.ts';
import { addCost } from '#domain/decision.ts';
import { sendIdOf } from '#domain/ids.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import type { MailDraft, Message, Thread } from '#domain/mail.ts';
import type { Review } from '#domain/review.ts';
import { messageOf, PermanentError } from '#errors.ts';
import { accountOf, change, take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { replace } from '#store/reviews.ts';
import type { Served } from './answer.ts';
import { closeAnswered, closeReview, deleteDraft } from './close.ts';
import { editedDraft, showEdit } from './edited-draft.ts';
import { findTarget } from './target.ts';
import { commit } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { isInterruption, retryAfter, THINK_ATTEMPTS } from './faults.ts';
import { draftNotCreated, withReason } from './reasons.ts';
import { draftShown } from './review-forms.ts';
import { asker } from './think/asker.ts';
import { readAttachments } from './think/attachments.ts';
import { BudgetSpent } from './think/budget.ts';
import { hideCodes } from './think/codes.ts';
import { conversationFor } from './think/conversation.ts';
import type { Written } from './think/write.ts';
import { writeAgain } from './think/write-again.ts';
import { createTrace, type Trace } from './trace.ts';

/** Has the reply written anew as a person asked; the review stays open, with a new version, text and draft. */
export async function revise(
  deps: Deps,
  lease: Lease,
  item: string,
  review: Review,
  instruction: string,
): Promise<Next> {
  const [record] = await deps.ledger.read(lease.shard, lease.grantId, [review.messageId]);
  const served = deps.mailboxOf(lease.grantId);
  if (!served || !record) return keep(deps, lease, item, review, 'no agent answers this mailbox any more');
  const { agent, mailbox } = served;
  const trace = createTrace(deps.now, deps.events);
  const thread = await deps.nylas.listThread(lease.grantId, lease.threadId, lease.signal);
  const target = await findTarget(deps, lease, thread, review.messageId);
  if (!target) {
    const reason = { code: 'message_gone', detail: 'Nylas no longer has the message' };
    return closeReview(deps, lease, item, { review, status: 'closed', state: 'skipped', reason });
  }
  const answered = answerTo(thread, target, mailbox.address);
  if (answered) return closeAnswered(deps, lease, item, review, answered);
  const edited = await editedDraft(deps, lease, review);
  if (edited) return showEdit(deps, lease, item, { review, target, agent, edited });
  const whole = conversationFor({ thread, target, mailbox }, deps.ownAddresses(), review.covers);
  const { conversation: mails, codes } = await hideCodes(deps, lease, agent, whole);
  const conversation = await readAttachments(deps, lease, { agent, thread }, mails, trace);
  const redaction = redactionFor(agent, conversation);
  const ask = asker(deps, { lease, agent, messageId: review.messageId, trace, redaction });
  const again = { agent, target, record, review, conversation, codes, ask, trace };
  const written = await writeAgain(deps, lease, again, instruction).catch((error: unknown) => {
    if (error instanceof BudgetSpent) return { failed: error.message };
    if (isInterruption(error) || retryAfter(error, record, deps.now(), 0).attempts < THINK_ATTEMPTS)
      throw error;
    return { failed: messageOf(error) };
  });
  if ('failed' in written) return keep(deps, lease, item, review, written.failed);

  return replaceDraft(deps, lease, item, { served, record, review, thread, target, written, trace });
}

type Rewritten = {
  served: Served;
  record: MessageRecord;
  review: Review;
  thread: Thread;
  target: Message;
  written: Written;
  trace: Trace;
};

/**
 * Puts the new text and a draft of it in place of the old ones. The review lets go of its draft first: should a person
 * approve it meanwhile, or Nylas take no new one, then the missing draft is not taken for one that a person removed.
 */
async function replaceDraft(deps: Deps, lease: Lease, item: string, rewritten: Rewritten): Promise<Next> {
  const { review, record, written, trace } = rewritten;
  const letGo: Review = {
    ...review,
    version: review.version + 1,
    updatedAtMs: deps.now(),
    draftId: null,
    draftPrint: undefined,
  };
  const stored = await commit(deps, lease, replace(lease, review, letGo, deps.now()));
  if (stored.kind === 'later') return stored;
  await deleteDraft(deps, lease, review, letGo.version);
  const draft = await createDraft(deps, lease, rewritten, letGo.version);

  const nowMs = deps.now();
  const cost = addCost(review.cost, trace.cost);
  const missing = draft === undefined && (review.actions ?? []).length === 0 ? [draftNotCreated] : [];
  const kept = review.reasons.filter(
    ({ code }) => code !== 'revision_failed' && code !== draftNotCreated.code,
  );
  const fresh = written.doubts.filter((doubt) => !kept.some(({ code }) => code === doubt.code));
  const after: Review = {
    ...letGo,
    version: letGo.version + 1,
    updatedAtMs: nowMs,
    verdict: null,
    body: written.draft.body,
    citations: written.draft.citations,
    sources: written.sources,
    ...(draft && draftShown(draft)),
    reasons: [...kept, ...fresh, ...missing],
    cost,
  };
  const before = record.account ?? accountOf(review.reasons, review.agent);
  const account = {
    ...before,
    steps: [...before.steps, ...trace.steps],
    cost,
    draft: written.draft,
    sources: written.sources,
  };
  const next = await commit(deps, lease, [
    ...replace(lease, letGo, after, nowMs),
    ...change(lease, review.messageId, { account, attempts: 0, lastFault: null }),
    ...take(lease, item),
  ]);
  // a person decided meanwhile, on the old text
  if (next.kind === 'later') await deleteDraft(deps, lease, after);
  return next;
}

/** The draft of the new text; undefined when Nylas refuses it. */
async function createDraft(
  deps: Deps,
  lease: Lease,
  { served, review, thread, target, written }: Rewritten,
  version: number,
): Promise<MailDraft | undefined> {
  const { subject, covers, actions = [] } = review;
  if (actions.length > 0) return undefined;
  const sendId = sendIdOf(target.grantId, target.id);
  const ownAddresses = deps.ownAddresses();
  const replyAll = mayReplyAll(served.agent.config, thread, target, served.mailbox.address);
  const { body } = written.draft;
  const input = { ...served, target, covers, ownAddresses, replyAll, subject, body, sendId };
  try {
    return await deps.nylas.createDraft(
      lease.grantId,
      asDraft(composeReply(input).bytes, version),
      lease.signal,
    );
  } catch (error) {
    if (error instanceof PermanentError) return undefined;
    throw error;
  }
}

/** The model could not do it: the text stays, and the reviewer is told. */
function keep(deps: Deps, lease: Lease, item: string, review: Review, fault: string): Promise<Next> {
  const nowMs = deps.now();
  const reason = { code: 'revision_failed', detail: `the reply could not be written anew: ${fault}` };
  const reasons = withReason(review.reasons, reason);
  const after: Review = {
    ...review,
    version: review.version + 1,
    updatedAtMs: nowMs,
    verdict: null,
    reasons,
  };
  return commit(deps, lease, [
    ...replace(lease, review, after, nowMs),
    ...change(lease, review.messageId, { attempts: 0 }),
    ...take(lease, item),
  ]);
}
