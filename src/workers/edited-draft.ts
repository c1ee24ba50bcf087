import { printOf } from '#agent/mail/draft-print.ts';
import { textOfDraft } from '#agent/mail/draft-text.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { MailDraft, Message } from '#domain/mail.ts';
import type { Review } from '#domain/review.ts';
import { take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { replace } from '#store/reviews.ts';
import { commit } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { draftShown, reopened } from './review-forms.ts';

/** So much of an edited draft stands in a reason. */
const MOST_SHOWN = 2000;

/** The draft of a review when a person edited it in a mail client since the review showed it; undefined otherwise. */
export async function editedDraft(deps: Deps, lease: Lease, review: Review): Promise<MailDraft | undefined> {
  if (review.draftId === null) return undefined;
  const draft = await deps.nylas.getDraft(lease.grantId, review.draftId, lease.signal);
  return draft && isEdited(review, draft) ? draft : undefined;
}

/** Whether the draft no longer says what the review shows. */
export function isEdited(review: Review, draft: MailDraft): boolean {
  return review.draftPrint !== undefined && printOf(draft) !== review.draftPrint;
}

/**
 * Opens the review again in a new version that knows of the edit: neither text is sent before a person has seen both.
 * Where the person who decided wrote a text of their own (`keepText`), that stays and the edit is quoted; otherwise the
 * edited text takes the place of the old one.
 */
export function showEdit(
  deps: Deps,
  lease: Lease,
  item: string,
  facts: { review: Review; target: Message; agent: Agent; edited: MailDraft; keepText?: boolean },
): Promise<Next> {
  const { review, target, agent, edited, keepText = false } = facts;
  const text = textOfDraft(edited, target, agent);
  const what = keepText
    ? `its draft was edited in a mail client and says there: ${text.slice(0, MOST_SHOWN).toWellFormed()}`
    : 'its draft was edited in a mail client; its text stands here now';
  const detail = `${what}. It goes to the people shown here. Decide again.`;
  const nowMs = deps.now();
  const after: Review = {
    ...reopened(review, { code: 'draft_edited', detail }, nowMs),
    ...(keepText || text === '' ? {} : { body: text, subject: edited.subject || review.subject }),
    ...draftShown(edited),
  };
  return commit(deps, lease, [...replace(lease, review, after, nowMs), ...take(lease, item)]);
}
