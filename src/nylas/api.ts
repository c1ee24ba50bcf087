import type { MailDraft, Message, Thread } from '#domain/mail.ts';
import type { Grant, Webhook } from './schema.ts';
import type { SendOutcome } from './send-outcome.ts';

type NewWebhook = {
  url: string;
  triggers: readonly string[];
  description?: string;
  /** Who is told by mail when deliveries fail. */
  notify?: readonly string[];
  /** Bodies arrive gzipped, and the signature covers the zipped bytes. */
  compressed?: boolean;
};

/**
 * The part of Nylas v3 that Inreply uses. Each method makes one attempt per page and never retries.
 *
 * Unless a method says otherwise it throws TransientError for no answer, a time-out, 408, 429 and 5xx (with
 * `retryAfterMs` where Nylas named one), PermanentError with `status` for other answers, and the signal's own
 * reason when the caller aborted.
 */
export type Nylas = {
  /** The whole thread with all headers, oldest first, drafts left out. */
  listThread(grantId: string, threadId: string, signal: AbortSignal): Promise<Thread>;
  /** One message with all headers; PermanentError with status 404 when there is none. */
  getMessage(grantId: string, messageId: string, signal: AbortSignal): Promise<Message>;
  /**
   * What came in or left between two times (milliseconds; no end means until now), without headers and bodies, in the
   * order Nylas lists it, which is mostly newest first. `clockMs` is the clock of Nylas when it began to list.
   * Throws ListTooLong for more than 2,000 mails: ask for a shorter time.
   */
  listBetween(
    grantId: string,
    fromMs: number,
    untilMs: number | undefined,
    signal: AbortSignal,
  ): Promise<{ messages: Message[]; clockMs: number | undefined }>;
  /** The mail that left under this send id, found by its metadata (without headers). */
  findSent(grantId: string, sendId: string, signal: AbortSignal): Promise<Message | undefined>;
  /**
   * Sends exactly these bytes under this key. Every answer, and none, is an outcome. Thrown are only the caller's
   * abort and a PermanentError for a request that cannot be made at all, such as one for an empty grant id.
   */
  send(grantId: string, request: { bytes: string; key: string }, signal: AbortSignal): Promise<SendOutcome>;
  /** The bytes of an attachment; why there are none, when Nylas no longer has it or it is larger than asked for. */
  readAttachment(
    grantId: string,
    attachment: { messageId: string; attachmentId: string; maxBytes: number },
    signal: AbortSignal,
  ): Promise<Uint8Array | 'gone' | 'too large'>;
  /** Gives it as Nylas stored it. */
  createDraft(grantId: string, bytes: string, signal: AbortSignal): Promise<MailDraft>;
  /** The drafts in this thread that carry the send id in their metadata. */
  findDrafts(grantId: string, threadId: string, sendId: string, signal: AbortSignal): Promise<MailDraft[]>;
  /** Undefined when it is gone. */
  getDraft(grantId: string, draftId: string, signal: AbortSignal): Promise<MailDraft | undefined>;
  /** All drafts of a mailbox. */
  listDrafts(grantId: string, signal: AbortSignal): Promise<MailDraft[]>;
  /** Removes the draft for good; one that is gone already counts as done. */
  deleteDraft(grantId: string, draftId: string, signal: AbortSignal): Promise<void>;
  listGrants(signal: AbortSignal): Promise<Grant[]>;
  getGrant(grantId: string, signal: AbortSignal): Promise<Grant>;
  /** Makes an Agent Account; the same address again gives the existing grant (CONTRACT section 3.11). */
  createAccount(account: { email: string; name?: string }, signal: AbortSignal): Promise<Grant>;
  listWebhooks(signal: AbortSignal): Promise<Webhook[]>;
  /** Nylas asks the URL for its challenge before it answers. The secret is shown only here. */
  createWebhook(webhook: NewWebhook, signal: AbortSignal): Promise<Webhook & { secret: string }>;
  /** Switches a destination on again; Nylas asks its URL for the challenge first (CONTRACT section 1.2). */
  activateWebhook(webhookId: string, signal: AbortSignal): Promise<Webhook>;
  /** The old secret stops at once (CONTRACT section 1.1). */
  rotateSecret(webhookId: string, signal: AbortSignal): Promise<{ secret: string }>;
  /** Waits for calls under way, then closes the connections. */
  close(): Promise<void>;
};
