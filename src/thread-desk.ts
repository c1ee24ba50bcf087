import { setImmediate } from 'node:timers/promises';
import { isSentByUs, leftMailbox } from '#agent/mail/answered.ts';
import { contentOf, hasHtml } from '#agent/reading/content.ts';
import { isCovert } from '#agent/reading/hidden.ts';
import type { Message, Thread } from '#domain/mail.ts';
import { messageOf, PermanentError, TransientError } from '#errors.ts';
import { createNylas, type Nylas } from '#nylas/client.ts';
import { remoteIn } from '#server/mail-frame/remote.ts';
import type { MailView, ThreadDesk, ThreadFound } from '#server/api/threads-api.ts';
import type { Config } from './config.ts';

/** Of longer threads the newest are shown. */
const MOST_MESSAGES = 100;
/** While a person looks, the same thread is asked for again and again: the list, each frame, a reload. */
const KEPT_MS = 30_000;
const MOST_THREADS = 50;
/** Characters of bodies of all threads that are kept. */
const MOST_KEPT = 40_000_000;

type Kept = { thread: Thread; untilMs: number; size: number };

/** What a message of the ledger stands at. */
type StateOf = (
  grantId: string,
  threadId: string,
  messageIds: readonly string[],
) => Promise<({ state: MailView['state']; reviewId: string | null } | undefined)[]>;

/**
 * Threads as they are in the mailbox, which is the system of record: one call of Nylas for each, its answer kept for half
 * a minute, or until a mail is known to have come. `forget` is told of such a mail.
 */
export function threadDesk(deps: {
  nylas: Pick<Nylas, 'listThread'> | undefined;
  mailboxOf: (grantId: string) => { mailbox: { address: string } } | undefined;
  stateOf: StateOf;
  now: () => number;
}): ThreadDesk & { forget(grantId: string, threadId: string): void } {
  const { nylas, mailboxOf, stateOf, now } = deps;
  const kept = new Map<string, Kept>();
  const keyOf = (grantId: string, threadId: string) => JSON.stringify([grantId, threadId]);

  async function load(grantId: string, threadId: string, signal: AbortSignal): Promise<Thread> {
    const key = keyOf(grantId, threadId);
    const known = kept.get(key);
    if (known !== undefined && known.untilMs > now()) return known.thread;
    if (nylas === undefined) throw new TransientError('NYLAS_API_KEY is not set for this process');
    const thread = await nylas.listThread(grantId, threadId, signal);
    const size = thread.messages.reduce((sum, { body }) => sum + body.length, 1_000);
    kept.delete(key);
    kept.set(key, { thread, untilMs: now() + KEPT_MS, size });
    shrink(kept);
    return thread;
  }

  /** Asks, and tells in words why there is no answer. The abort of the caller is thrown on. */
  async function ask(grantId: string, threadId: string, signal: AbortSignal): Promise<ThreadFound<Thread>> {
    try {
      const thread = await load(grantId, threadId, signal);
      return thread.messages.length === 0 ? { kind: 'missing' } : { kind: 'found', value: thread };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof PermanentError && error.status === 404) return { kind: 'missing' };
      if (error instanceof PermanentError || error instanceof TransientError) {
        return { kind: 'away', why: messageOf(error) };
      }
      throw error;
    }
  }

  return {
    async read(grantId, threadId, signal) {
      const address = mailboxOf(grantId)?.mailbox.address;
      if (address === undefined) return { kind: 'missing' };
      const found = await ask(grantId, threadId, signal);
      if (found.kind !== 'found') return found;
      const { messages } = found.value;
      const shown = messages.slice(-MOST_MESSAGES);
      const states = await stateOf(
        grantId,
        threadId,
        shown.map(({ id }) => id),
      );
      const views: MailView[] = [];
      for (const [at, message] of shown.entries()) {
        views.push({ ...viewOf(message, address), ...(states[at] ?? { state: null, reviewId: null }) });
        await setImmediate(); // reading takes a while, and others are to be answered meanwhile
      }
      const subject = shown.at(-1)?.subject ?? '';
      return {
        kind: 'found',
        value: { grantId, threadId, subject, messages: views, truncated: messages.length > shown.length },
      };
    },

    async body(grantId, threadId, messageId, signal) {
      if (mailboxOf(grantId) === undefined) return { kind: 'missing' };
      const has = (found: ThreadFound<Thread>) =>
        found.kind === 'found' ? found.value.messages.find(({ id }) => id === messageId) : undefined;
      let found = await ask(grantId, threadId, signal);
      if (found.kind === 'found' && !has(found) && kept.delete(keyOf(grantId, threadId))) {
        found = await ask(grantId, threadId, signal); // it may have come since
      }
      if (found.kind !== 'found') return found;
      const message = has(found);
      if (message === undefined) return { kind: 'missing' };
      return { kind: 'found', value: { kind: hasHtml(message) ? 'html' : 'text', body: message.body } };
    },

    forget(grantId, threadId) {
      kept.delete(keyOf(grantId, threadId));
    },
  };
}

/** A client for reading threads; undefined where the process has no key. It opens no connection before the first call. */
export function nylasToRead({ nylas }: Pick<Config, 'nylas'>): Nylas | undefined {
  if (nylas.apiKey === '') return undefined;
  const { apiUrl, apiKey, timeoutMs, sendTimeoutMs } = nylas;
  return createNylas({ apiUrl, apiKey, timeoutMs, sendTimeoutMs });
}

function viewOf(message: Message, address: string): Omit<MailView, 'state' | 'reviewId'> {
  const { text, quoted, footer, forwarded, hidden, notes } = contentOf(message);
  const isHtml = hasHtml(message);
  return {
    id: message.id,
    from: message.from,
    to: message.to,
    cc: message.cc,
    atMs: message.dateMs,
    direction: leftMailbox(message, address) ? 'out' : 'in',
    byInreply: isSentByUs(message, address),
    text,
    quoted: quoted === '' ? null : quoted,
    signature: footer === '' ? null : footer,
    forwarded: forwarded ?? null,
    hasHtml: isHtml,
    remoteImages: isHtml ? remoteIn(message.body) : 0,
    hiddenText: isCovert(hidden),
    notes,
    attachments: message.attachments
      .filter(({ isInline, contentType }) => !(isInline && contentType?.startsWith('image/') === true))
      .map(({ filename, size, contentType }) => ({
        name: filename ?? 'unnamed',
        size: size ?? null,
        type: contentType ?? null,
      })),
  };
}

/** Drops the oldest until what is kept is within its bounds. */
function shrink(kept: Map<string, Kept>): void {
  let size = [...kept.values()].reduce((sum, one) => sum + one.size, 0);
  for (const [key, one] of kept) {
    if (kept.size <= MOST_THREADS && size <= MOST_KEPT) return;
    kept.delete(key);
    size -= one.size;
  }
}
