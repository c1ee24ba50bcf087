import type { StoredMessage } from './mail/types.ts';

/** How a message came into a mailbox. */
export type Via = 'smtp' | 'http' | 'api' | 'draft' | 'schedule' | 'queue' | 'person' | 'mailbox';

/** What is known of one message for good, whatever becomes of it in the mailbox. `at` is in milliseconds. */
type LedgerLine = {
  seq: number;
  direction: 'received' | 'sent';
  via: Via;
  at: number;
  grant_id: string;
  id: string;
  thread_id: string;
  rfc_message_id: string | null;
  in_reply_to: string | null;
  from: string;
  to: string[];
  subject: string;
  folder: string;
  metadata: Record<string, string>;
  reply_to_message_id: string | null;
  idempotency_key: string | null;
  auto_submitted: string | null;
};

export type Ledger = {
  add(message: StoredMessage, origin: { via: Via; key?: string | undefined }): void;
  /** Up to `limit` lines behind number `after`, in the order the messages were filed. */
  lines(after: number, limit: number): LedgerLine[];
  clear(): void;
};

/** The ground truth of a run: every message that was ever filed, in a few hundred bytes each. */
export function createLedger(): Ledger {
  let all: LedgerLine[] = [];
  return {
    add: (message, origin) => void all.push({ seq: all.length + 1, ...lineOf(message, origin) }),
    lines: (after, limit) => all.slice(after, after + limit),
    clear() {
      all = [];
    },
  };
}

function lineOf(
  message: StoredMessage,
  { via, key }: { via: Via; key?: string | undefined },
): Omit<LedgerLine, 'seq'> {
  const automatic = message.headers.find(({ name }) => name.toLowerCase() === 'auto-submitted');
  return {
    direction: message.folders.includes('sent') ? 'sent' : 'received',
    via,
    at: Date.now(),
    grant_id: message.grantId,
    id: message.id,
    thread_id: message.threadId,
    rfc_message_id: message.messageId ?? null,
    in_reply_to: message.references[0] ?? null,
    from: message.from[0]?.email ?? '',
    to: message.to.map(({ email }) => email),
    subject: message.subject,
    folder: message.folders[0] ?? '',
    metadata: message.metadata,
    reply_to_message_id: message.replyToMessageId ?? null,
    idempotency_key: key ?? null,
    auto_submitted: automatic?.value ?? null,
  };
}
