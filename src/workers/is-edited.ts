import { printOf } from '#agent/mail/draft-print.ts';
import type { MailDraft } from '#domain/mail.ts';
import type { Review } from '#domain/review.ts';

/** Whether a draft in the mailbox no longer says what its review shows: a person edited it in a mail client. */
export function isEdited(review: Review, draft: MailDraft): boolean {
  return review.draftPrint !== undefined && printOf(draft) !== review.draftPrint;
}
