import type { StoredDraft, StoredMessage } from '../mail/types.ts';
import type { KeptOutcome } from './idempotency.ts';

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

/** One Agent Account with everything in it. `messages` is in order of arrival. */
export type Mailbox = {
  grant: Grant;
  messages: Map<string, StoredMessage>;
  threads: Map<string, Set<StoredMessage>>;
  /** Message-ID → thread id, of stored mails and of those they refer to. */
  threadOf: Map<string, string>;
  drafts: Map<string, StoredDraft>;
  folders: Map<string, Folder>;
  schedules: Map<string, Schedule>;
  outcomes: Map<string, KeptOutcome>;
};

const systemFolders = ['Inbox', 'Sent', 'Drafts', 'Trash', 'Junk', 'Archive'];

/** An empty mailbox with the six system folders (CONTRACT section 6.1). */
export function createMailbox(grant: Grant): Mailbox {
  return {
    grant,
    messages: new Map(),
    threads: new Map(),
    threadOf: new Map(),
    drafts: new Map(),
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
  mailbox.messages.set(message.id, message);
  const thread = mailbox.threads.get(message.threadId);
  if (thread) thread.add(message);
  else mailbox.threads.set(message.threadId, new Set([message]));
  if (message.messageId) mailbox.threadOf.set(message.messageId, message.threadId);
  for (const id of message.references) {
    if (!mailbox.threadOf.has(id)) mailbox.threadOf.set(id, message.threadId);
  }
}

/** Takes a message out for good. */
export function dropMessage(mailbox: Mailbox, message: StoredMessage): void {
  mailbox.messages.delete(message.id);
  const thread = mailbox.threads.get(message.threadId);
  thread?.delete(message);
  if (thread?.size === 0) mailbox.threads.delete(message.threadId);
}

/** The thread a mail belongs to by its ids, never by its subject (CONTRACT section 2.3); undefined for a new one. */
export function findThread(
  mailbox: Mailbox,
  mail: { messageId: string | undefined; ancestors: string[] },
): string | undefined {
  const ids = mail.messageId ? [...mail.ancestors, mail.messageId] : mail.ancestors;
  for (const id of ids) {
    const thread = mailbox.threadOf.get(id);
    if (thread && mailbox.threads.has(thread)) return thread;
  }
  return undefined;
}

/** The messages of a thread, oldest first. */
export function messagesOf(mailbox: Mailbox, threadId: string): StoredMessage[] {
  return [...(mailbox.threads.get(threadId) ?? [])];
}
