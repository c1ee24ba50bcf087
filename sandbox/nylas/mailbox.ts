import type { StoredDraft, StoredMessage } from '../mail/types.ts';
import type { KeptOutcome } from './idempotency.ts';
import { createShelf, type Shelf } from './shelf.ts';

export type Grant = {
  id: string;
  email: string;
  name: string;
  workspaceId: string | undefined;
  createdAt: number;
  updatedAt: number;
};

export type Folder = { id: string; name: string; attributes: string[]; systemFolder: boolean };

export type Schedule = {
  id: string;
  status: { code: string; description: string };
  sendAt: number;
  closeTime: number | undefined;
  cancel: () => void;
};

/** One Agent Account with everything in it. */
export type Mailbox = {
  grant: Grant;
  messages: Shelf<StoredMessage>;
  /** Message-ID → thread id, of stored mails and of those they refer to. */
  threadOf: Map<string, string>;
  drafts: Shelf<StoredDraft>;
  folders: Map<string, Folder>;
  schedules: Map<string, Schedule>;
  outcomes: Map<string, KeptOutcome>;
};

const systemFolders = ['Inbox', 'Sent', 'Drafts', 'Trash', 'Junk', 'Archive'];

/** An empty mailbox with the six system folders (CONTRACT section 6.1). */
export function createMailbox(grant: Grant): Mailbox {
  return {
    grant,
    messages: createShelf(),
    threadOf: new Map(),
    drafts: createShelf(),
    folders: new Map(
      systemFolders.map((name) => {
        const id = name.toLowerCase();
        return [id, { id, name, attributes: [`\\${name}`], systemFolder: true }];
      }),
    ),
    schedules: new Map(),
    outcomes: new Map(),
  };
}

/** Files a message and makes its ids findable for threading; also those it refers to, as mail may arrive out of order. */
export function fileMessage(mailbox: Mailbox, message: StoredMessage): void {
  mailbox.messages.put(message);
  if (message.messageId) mailbox.threadOf.set(message.messageId, message.threadId);
  for (const id of message.references) {
    if (!mailbox.threadOf.has(id)) mailbox.threadOf.set(id, message.threadId);
  }
}

/** Takes a message out for good. */
export function dropMessage(mailbox: Mailbox, message: StoredMessage): void {
  mailbox.messages.remove(message);
  if (mailbox.messages.threads.has(message.threadId)) return;
  for (const id of [message.messageId ?? '', ...message.references]) {
    if (mailbox.threadOf.get(id) === message.threadId) mailbox.threadOf.delete(id);
  }
}

/** The thread a mail belongs to by its ids, never by its subject (CONTRACT section 2.3); undefined for a new one. */
export function findThread(
  mailbox: Mailbox,
  mail: { messageId: string | undefined; ancestors: string[] },
): string | undefined {
  const ids = mail.messageId ? [...mail.ancestors, mail.messageId] : mail.ancestors;
  for (const id of ids) {
    const thread = mailbox.threadOf.get(id);
    if (thread && mailbox.messages.threads.has(thread)) return thread;
  }
  return undefined;
}

/** The messages of a thread, oldest first. */
export function messagesOf(mailbox: Mailbox, threadId: string): readonly StoredMessage[] {
  return mailbox.messages.threads.get(threadId) ?? [];
}
