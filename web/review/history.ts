/** What was done to a review, as the audit stream names it, in words that follow who did it. */
const did: Readonly<Record<string, string>> = {
  opened: 'parked it for a person',
  reopened: 'opened it again',
  changed: 'changed it',
  rewritten: 'wrote another draft',
  approve: 'approved it',
  reject: 'rejected it',
  revise: 'asked for another draft',
  undo: 'took the decision back',
  assign: 'gave it to somebody',
  snooze: 'put it off',
  note: 'left a note',
  begun: 'began to carry it out',
  sent: 'sent it',
  stale: 'set it aside for a newer message',
  closed: 'closed it',
  expired: 'ended it by its age',
  reminded: 'reminded of it',
  draft_edited: 'took over an edit of the draft',
  newer_message: 'noticed a newer message',
};

/** Says what an entry of the history means; one that this page does not know yet, readable at least. */
export function didWords(what: string): string {
  return did[what] ?? what.replaceAll('_', ' ');
}
