import type { Reason } from '#domain/decision.ts';

/** The reasons with one more at the head; an older one of the same code gives way. */
export function withReason(reasons: readonly Reason[], reason: Reason): Reason[] {
  return [reason, ...reasons.filter(({ code }) => code !== reason.code)];
}

export const draftNotCreated: Reason = {
  code: 'draft_not_created',
  detail: 'no draft in the mailbox: Nylas did not take it',
};
