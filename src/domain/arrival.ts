/**
 * A mail a webhook told us of, as the server admits it.
 * `threadId` is undefined when the notification did not carry it; the worker then asks Nylas.
 */
export type Arrival = {
  direction: 'inbound' | 'outbound';
  grantId: string;
  messageId: string;
  threadId: string | undefined;
  /** For a mail of ours that came back: the inbound message it answers, from its metadata. */
  answers: string | undefined;
};

/** `again`: a duplicate whose work is still waiting; `done`: a duplicate of something finished. */
export type Admission = 'new' | 'again' | 'done';
