/**
 * A mail a webhook told us of, or the sweep found, as it is admitted.
 * `threadId` is undefined when the notification did not carry it; the worker then asks Nylas.
 */
export type Arrival = {
  direction: 'inbound' | 'outbound';
  grantId: string;
  messageId: string;
  threadId: string | undefined;
  /** For a mail of ours that came back: the inbound message it answers, from its metadata. */
  answers: string | undefined;
  /** No webhook told of it: it was found by comparing the mailbox, or its thread, with the ledger. */
  foundBySweep?: boolean;
};

/** `again`: a duplicate whose work is still waiting; `done`: a duplicate of something finished. */
export type Admission = 'new' | 'again' | 'done';

/**
 * The inbound message that a reply of ours names in its metadata (CONTRACT section 4.2); an escalation answers nobody.
 * Values of other kinds, as somebody else may have set them, count as none.
 */
export function answeredIn(
  metadata: Readonly<Record<string, unknown>> | null | undefined,
): string | undefined {
  const { key1, key2, kind } = metadata ?? {};
  const isReply = typeof key1 === 'string' && key1.startsWith('r_') && kind !== 'escalation';
  return isReply && typeof key2 === 'string' && key2 !== '' ? key2 : undefined;
}
