/**
 * One thing that happened to a thread and waits to be worked.
 * `message`: a mail came in · `outbound`: a mail left the mailbox, by us or by a person in a mail client ·
 * `report`: Nylas reported what became of a mail that was sent for a message ·
 * `verdict`: a person decided a review · `draft_gone`: the draft of a review is no longer in the mailbox, or
 * no longer says what it said.
 */
export type InboxItem =
  | { kind: 'message'; messageId: string }
  | { kind: 'outbound'; messageId: string }
  | { kind: 'report'; messageId: string }
  | { kind: 'verdict'; reviewId: string }
  | { kind: 'draft_gone'; reviewId: string };

const letters = { message: 'm', outbound: 'o', report: 'd', verdict: 'v', draft_gone: 'g' } as const;

/** The form in Redis: a letter, a colon, the id. */
export function encodeItem(item: InboxItem): string {
  return `${letters[item.kind]}:${'messageId' in item ? item.messageId : item.reviewId}`;
}

/** Undefined for a form this version does not know. */
export function decodeItem(text: string): InboxItem | undefined {
  const id = text.slice(2);
  if (id === '' || text[1] !== ':') return undefined;
  switch (text.charAt(0)) {
    case 'm':
      return { kind: 'message', messageId: id };
    case 'o':
      return { kind: 'outbound', messageId: id };
    case 'd':
      return { kind: 'report', messageId: id };
    case 'v':
      return { kind: 'verdict', reviewId: id };
    case 'g':
      return { kind: 'draft_gone', reviewId: id };
    default:
      return undefined;
  }
}
