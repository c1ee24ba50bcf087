/** A mailbox address as it stands in a header; `email` keeps its case, compare with `sameAddress`. */
export type Address = { name?: string | undefined; email: string };

/** One header line; names can repeat and their case is not guaranteed (RFC 5322 section 2.2). */
export type Header = { name: string; value: string };

export type Attachment = {
  id: string;
  filename: string | undefined;
  contentType: string | undefined;
  /** Bytes, an estimate. */
  size: number | undefined;
  isInline: boolean;
};

export type Message = {
  id: string;
  grantId: string;
  threadId: string;
  subject: string;
  from: Address[];
  to: Address[];
  cc: Address[];
  replyTo: Address[];
  /** When the mail server received it, in milliseconds since 1970. */
  dateMs: number;
  /** HTML where the mail had an HTML part, else plain text. */
  body: string;
  /** Ids of the folders it lies in; system folders are `inbox`, `sent`, `drafts`, `trash`, `junk`, `archive`. */
  folders: string[];
  attachments: Attachment[];
  headers: Header[];
  metadata: Record<string, string>;
};

/** A draft in the mailbox, which a person may edit, send or delete in a mail client. */
export type MailDraft = {
  id: string;
  threadId: string;
  to: Address[];
  cc: Address[];
  subject: string;
  body: string;
  metadata: Record<string, string>;
  /** When it was last saved, in milliseconds since 1970; undefined where Nylas does not say. */
  savedAtMs: number | undefined;
};

/** All messages of one thread, oldest first. */
export type Thread = { id: string; grantId: string; messages: Message[] };

/** The first header of that name, without regard to case. */
export function headerOf(message: Pick<Message, 'headers'>, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return message.headers.find((header) => header.name.toLowerCase() === wanted)?.value;
}

/** All headers of that name, in their order, without regard to case. */
export function headersOf(message: Pick<Message, 'headers'>, name: string): string[] {
  const wanted = name.toLowerCase();
  return message.headers.filter((header) => header.name.toLowerCase() === wanted).map(({ value }) => value);
}

export function sameAddress(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/**
 * An address as its mailbox takes it: lower case, without the tag after a plus (RFC 5233). `a+x@b.c` and `A@b.c` are one.
 */
export function mailboxOf(address: string): string {
  const plain = address.trim().toLowerCase();
  const at = plain.lastIndexOf('@');
  return at === -1 ? plain : `${plain.slice(0, at).split('+', 1)[0] ?? ''}${plain.slice(at)}`;
}

/** Whether two mails name the same author. Where one names none, or several, nobody can tell: they differ. */
export function isSameAuthor(a: Pick<Message, 'id' | 'from'>, b: Pick<Message, 'id' | 'from'>): boolean {
  if (a.id === b.id) return true;
  const [one, another] = [a.from[0]?.email, b.from[0]?.email];
  if (one === undefined || another === undefined || a.from.length > 1 || b.from.length > 1) return false;
  return sameAddress(one, another);
}
