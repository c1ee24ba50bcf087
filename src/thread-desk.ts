import { setImmediate } from 'node:timers/promises';
import type { Message, Thread } from '#domain/mail.ts';
import { messageOf, PermanentError, TransientError } from '#errors.ts';
import type { Nylas } from '#nylas/client.ts';
import type { MailView, ThreadDesk, ThreadFound } from '#server/api/threads.ts';
import type { Config } from './config.ts';
import { createKeptThreads } from './kept-threads.ts';

/** Of longer threads the newest are shown. */
const MOST_MESSAGES = 100;
/** Where messages stand in the ledger, in order. */
type StatesOf = (
  grantId: string,
  threadId: string,
  messageIds: readonly string[],
) => Promise<({ state: MailView['state']; reviewId: string | null } | undefined)[]>;

/**
 * Threads as they are in the mailbox, which is the system of record: one call of Nylas for each, its answer kept for half
 * a minute, or until something is known to have changed. `forget` is told of a mail that came.
 */
export function threadDesk(deps: {
  nylas: Pick<Nylas, 'listThread'> | undefined;
  mailboxOf: (grantId: string) => { mailbox: { address: string } } | undefined;
  statesOf: StatesOf;
  /** Names the last change of a thread that any process knows of. */
  lastChange: (grantId: string, threadId: string) => Promise<string | null>;
  now: () => number;
}): ThreadDesk & { forget(grantId: string, threadId: string): boolean } {
  const { nylas, mailboxOf, statesOf, now } = deps;
  const kept = createKeptThreads(now);

  async function load(grantId: string, threadId: string, signal: AbortSignal): Promise<Thread> {
    const change = await deps.lastChange(grantId, threadId);
    const known = kept.find(grantId, threadId, change);
    if (known !== undefined) return known;
    if (nylas === undefined) throw new TransientError('NYLAS_API_KEY is not set for this process');
    const thread = await nylas.listThread(grantId, threadId, signal);
    kept.keep(thread, change);
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
      const states = await statesOf(
        grantId,
        threadId,
        shown.map(({ id }) => id),
      );
      const views = await viewsOf(shown, address, states);
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
      if (found.kind === 'found' && !has(found) && kept.forget(grantId, threadId)) {
        found = await ask(grantId, threadId, signal); // it may have come since
      }
      if (found.kind !== 'found') return found;
      const message = has(found);
      if (message === undefined) return { kind: 'missing' };
      const { bodyOf } = await import('./mail-view.ts');
      return { kind: 'found', value: bodyOf(message) };
    },

    forget: (...ids) => kept.forget(...ids),
  };
}

async function viewsOf(
  messages: readonly Message[],
  address: string,
  states: Awaited<ReturnType<StatesOf>>,
): Promise<MailView[]> {
  const { viewOf } = await import('./mail-view.ts');
  const views: MailView[] = [];
  for (const [at, message] of messages.entries()) {
    views.push({ ...viewOf(message, address), ...(states[at] ?? { state: null, reviewId: null }) });
    await setImmediate(); // reading takes a while, and others are to be answered meanwhile
  }
  return views;
}

/** Reads threads of Nylas; undefined where the process has no key. The client is loaded with the first of them. */
export function threadsOfNylas(
  { nylas }: Pick<Config, 'nylas'>,
  stack: AsyncDisposableStack,
): Pick<Nylas, 'listThread'> | undefined {
  if (nylas.apiKey === '') return undefined;
  const { apiUrl, apiKey, timeoutMs, sendTimeoutMs } = nylas;
  let opening: Promise<Nylas> | undefined;
  const open = async () => {
    const { createNylas } = await import('#nylas/client.ts');
    return createNylas({ apiUrl, apiKey, timeoutMs, sendTimeoutMs });
  };
  stack.defer(async () => (await opening)?.close());
  return {
    listThread: async (...thread) => (await (opening ??= open())).listThread(...thread),
  };
}
