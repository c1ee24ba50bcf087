import { textOfDraft } from '#agent/mail/draft-text.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { MailDraft, Message } from '#domain/mail.ts';
import { type Review, withText } from '#domain/review.ts';
import { take } from '#store/ledger.ts';
import type { Lease } from '#store/lease.ts';
import { replace } from '#store/reviews.ts';
import { commit } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { isEdited } from './is-edited.ts';
import { draftShown, reopened } from './review-forms.ts';

/** So much of an edited draft stands in a reason. */
const MOST_SHOWN = 2000;

/** The draft of a review when a person edited it in a mail client since the review showed it; undefined otherwise. */
export async function editedDraft(deps: Deps, lease: Lease, review: Review): Promise<MailDraft | undefined> {
  if (review.draftId === null) return undefined;
  const draft = await deps.nylas.getDraft(lease.grantId, review.draftId, lease.signal);
  return draft && isEdited(review, draft) ? draft : undefined;
}

/**
 * Shows the edit in a new version of the review, which is open: neither text is sent before a person has seen both. What the
 * model wrote is kept beside it. Where the person who decided wrote a text of their own (`keepText`), that stays and the edit is quoted; otherwise the
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
  const again = review.verdict === null ? '' : ' Decide again.';
  const detail = `its draft was ${wordsFor(text, keepText)}. It goes to the people shown here.${again}`;
  const nowMs = deps.now();
  const shown = reopened(review, { code: 'draft_edited', detail }, nowMs);
  const changed =
    keepText || text === ''
      ? shown
      : withText(shown, { body: text, subject: edited.subject || review.subject });
  const after: Review = { ...changed, ...draftShown(edited) };
  const act = { by: 'mail client', what: 'draft_edited' };
  return commit(deps, lease, [...replace(lease, review, after, nowMs, act), ...take(lease, item)]);
}

function wordsFor(text: string, keepText: boolean): string {
  if (text === '') return 'emptied in a mail client; the text before stands here';
  if (!keepText) return 'edited in a mail client; its text stands here now';
  return `edited in a mail client and says there: ${text.slice(0, MOST_SHOWN).toWellFormed()}`;
}
