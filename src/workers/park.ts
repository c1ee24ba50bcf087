import { asDraft } from '#agent/mail/draft-print.ts';
import type { Account, MessageRecord, Outgoing } from '#domain/ledger.ts';
import type { Review } from '#domain/review.ts';
import { withAges } from '#domain/review-ages.ts';
import { PermanentError, Unworkable } from '#errors.ts';
import { accountOf, change, end, expectState, take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import type { Operation } from '#store/transaction.ts';
import { open } from '#store/reviews.ts';
import { accountFor, withStep } from './account.ts';
import type { Case } from './answer.ts';
import { commit, messageItem } from './commit.ts';
import { endCovered, tellCovered } from './covered.ts';
import type { Deps, Next } from './deps.ts';
import { DRAFT_ATTEMPTS, isInterruption, retryAfter } from './faults.ts';
import { replyOf } from './outgoing.ts';
import { draftNotCreated } from './reasons.ts';
import { draftFound, draftShown, newReview } from './review-forms.ts';
import { tellConcluded } from './tell.ts';
import type { Thought } from './think/think.ts';
import type { Trace } from './trace.ts';

/**
 * Parks a reply for a person: what is to be reviewed is stored, then a Nylas draft shows it in mail clients too, then the
 * review opens. Without a text there is no draft, and the person writes the reply. `also` is written along with the first.
 */
export async function park(
  deps: Deps,
  lease: Lease,
  subject: Case,
  thought: Thought,
  trace: Trace,
  also: readonly Operation[] = [],
): Promise<Next> {
  const { messageId } = subject.record;
  const outgoing = replyOf(subject, thought.draft?.body ?? '');
  const account = accountFor(subject, thought, trace);
  const parked = reviewFor(deps, subject, thought, account, outgoing);
  const stored = await commit(deps, lease, [
    expectState(lease, messageId, 'new'),
    ...change(lease, messageId, { account, parked, outgoing, attempts: 0 }),
    ...endCovered(deps, lease, subject),
    ...also,
  ]);
  if (stored.kind === 'later') return stored;
  tellCovered(deps, subject);
  const record = { ...subject.record, account, parked, outgoing, attempts: 0 };
  return createDraftAndOpen(deps, lease, record, 'first');
}

/**
 * The second half of parking; `again` after a crash or a fault: then the draft may exist already and is looked for first.
 * Creating one has no idempotency key (CONTRACT 4.1), its metadata names it.
 */
export async function createDraftAndOpen(
  deps: Deps,
  lease: Lease,
  record: MessageRecord,
  time: 'first' | 'again',
): Promise<Next> {
  const { parked, outgoing, messageId } = record;
  if (!parked || !outgoing) throw new Unworkable(messageId, 'its record holds nothing to park');
  const account = record.account ?? accountOf(parked.reasons, parked.agent);
  // with a draft in the mailbox its reply could be sent without what it says was done
  if (outgoing.body.trim() === '' || (parked.actions ?? []).length > 0)
    return openReview(deps, lease, record, parked, account);
  const startedMs = deps.now();
  try {
    const [earlier] =
      time === 'again'
        ? await deps.nylas.findDrafts(lease.grantId, lease.threadId, outgoing.sendId, lease.signal)
        : [];
    const draft =
      earlier ??
      (await deps.nylas.createDraft(lease.grantId, asDraft(outgoing.bytes, parked.version), lease.signal));
    const traced = withStep(account, 'draft in mailbox', startedMs, deps.now() - startedMs, draft.id);
    const known = earlier ? draftFound(earlier) : draftShown(draft);
    return await openReview(deps, lease, record, { ...parked, ...known }, traced);
  } catch (error) {
    if (isInterruption(error)) throw error;
    const retry = retryAfter(error, record, deps.now(), deps.random());
    if (!(error instanceof PermanentError) && retry.attempts < DRAFT_ATTEMPTS) throw error;
    const reasons = [...parked.reasons, draftNotCreated];
    return openReview(deps, lease, record, { ...parked, reasons }, { ...account, reasons });
  }
}

async function openReview(
  deps: Deps,
  lease: Lease,
  record: MessageRecord,
  review: Review,
  account: Account,
): Promise<Next> {
  const { grantId, messageId } = record;
  const waiting = withAges(review, deps.mailboxOf(grantId)?.agent.config.reviews);
  const next = await commit(deps, lease, [
    expectState(lease, messageId, 'new'),
    ...open(lease, waiting, deps.now()),
    ...end(lease, messageId, 'review', { account, outgoing: null, reviewId: review.id, attempts: 0 }),
    ...take(lease, messageItem(messageId)),
  ]);
  if (next.kind === 'later') return next;
  deps.events.reviewOpened({ grantId, messageId, reviewId: review.id, reasons: review.reasons });
  tellConcluded(deps, record, 'review', review);
  return next;
}

function reviewFor(
  deps: Deps,
  subject: Case,
  thought: Thought,
  account: Account,
  outgoing: Outgoing,
): Review {
  const { target, covers, record } = subject;
  const { to, cc, subject: replySubject } = outgoing;
  const shown = {
    covers,
    from: target.from,
    to,
    cc,
    subject: replySubject,
    body: outgoing.body,
    question: thought.conversation.at(-1)?.text ?? '',
    citations: thought.draft?.citations ?? [],
    ...(thought.sources === undefined ? {} : { sources: thought.sources }),
    ...(thought.actions && thought.actions.length > 0 ? { actions: thought.actions } : {}),
  };
  return newReview(record, account, shown, deps.now());
}
