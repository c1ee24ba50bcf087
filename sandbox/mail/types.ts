/** One address as Nylas writes it; `name` may be empty. */
export type Person = { name: string; email: string };

/** One header line, in the order and case it was received. */
export type Header = { name: string; value: string };

export type StoredAttachment = {
  id: string;
  filename: string;
  contentType: string;
  isInline: boolean;
  contentId: string;
  disposition: string;
  content: Uint8Array;
};

/** What is the same in a message and a draft. */
export type Content = {
  subject: string;
  from: Person[];
  to: Person[];
  cc: Person[];
  bcc: Person[];
  replyTo: Person[];
  /** HTML where there is an HTML part, else plain text. */
  body: string;
  attachments: StoredAttachment[];
};

/** Mail as read from raw bytes, before it has a place in a mailbox. */
export type ParsedMail = Content & {
  headers: Header[];
  /** `Message-ID` with its angle brackets. */
  messageId: string | undefined;
  /** Ids of earlier mails, nearest first: `In-Reply-To`, then `References` from the end. */
  ancestors: string[];
};

export type StoredMessage = Content & {
  id: string;
  grantId: string;
  threadId: string;
  /** Grows with every message of the sandbox; gives one order to messages of the same second. */
  sequence: number;
  /** Arrival at the mailbox, in seconds. */
  date: number;
  /** From when on lists show it, and look-ups by metadata find it; milliseconds, 0 for at once. */
  listedAtMs: number;
  findableAtMs: number;
  snippet: string;
  unread: boolean;
  starred: boolean;
  folders: string[];
  headers: Header[];
  metadata: Record<string, string>;
  /** The whole mail as it would be on disk; put together when asked for, as few are. */
  raw: () => Promise<Uint8Array>;
  messageId: string | undefined;
  references: string[];
  /** Nylas id of the message this one was sent in reply to, where it was sent over the API. */
  replyToMessageId: string | undefined;
  trackingOptions: Record<string, unknown> | undefined;
};

export type StoredDraft = Content & {
  id: string;
  grantId: string;
  threadId: string;
  sequence: number;
  date: number;
  starred: boolean;
  isPlaintext: boolean;
  metadata: Record<string, string>;
  customHeaders: Header[];
  replyToMessageId: string | undefined;
  trackingOptions: Record<string, unknown> | undefined;
};
