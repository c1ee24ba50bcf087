import type { Message, Thread } from '#domain/mail.ts';
import type { Exchange } from './call.ts';
import type { Nylas } from './api.ts';
import { read } from './fault.ts';
import { createFolderNames } from './folders.ts';
import { allPages, PAGE_LIMIT } from './pages.ts';
import * as wire from './schema.ts';
import { isDraft, messageFrom, metadataFrom } from './translate.ts';

const MESSAGES = '/v3/grants/{grant}/messages';
/** So few that a list which has to be cut into shorter times costs little in vain. */
const SWEEP_PAGES = 10;
const MESSAGE = '/v3/grants/{grant}/messages/{message}';

/** The reads of mail (CONTRACT sections 2.2 and 3.1). */
export function messageCalls(
  exchange: Exchange,
  timeoutMs: number,
): Pick<Nylas, 'listThread' | 'getMessage' | 'listBetween' | 'findSent'> {
  const nameFolders = createFolderNames(exchange, timeoutMs);
  return {
    async listThread(grantId, threadId, signal) {
      const query = { thread_id: threadId, fields: 'include_headers', limit: PAGE_LIMIT };
      const call = {
        operation: 'listThread',
        method: 'GET',
        route: MESSAGES,
        ids: [grantId],
        query,
        timeoutMs,
      } as const;
      const listed = await allPages(exchange, call, wire.MessagePage, signal);
      return threadFrom(await nameFolders(grantId, listed, signal), { grantId, threadId });
    },

    async getMessage(grantId, messageId, signal) {
      const query = { fields: 'include_headers' };
      const ids = [grantId, messageId];
      const call = { operation: 'getMessage', method: 'GET', route: MESSAGE, ids, query, timeoutMs } as const;
      const { data } = read(call, await exchange(call, signal), wire.OneMessage);
      const [named = data] = await nameFolders(grantId, [data], signal);
      return messageFrom(named, { grantId });
    },

    async listBetween(grantId, fromMs, untilMs, signal) {
      const query = {
        // a second more at both ends, since it is not said whether the bounds count
        received_after: String(Math.floor(fromMs / 1000) - 1),
        ...(untilMs !== undefined && { received_before: String(Math.ceil(untilMs / 1000) + 1) }),
        select: 'id,object,grant_id,thread_id,from,date,folders,metadata',
        limit: PAGE_LIMIT,
      };
      const ids = [grantId];
      const call = {
        operation: 'listBetween',
        method: 'GET',
        route: MESSAGES,
        ids,
        query,
        timeoutMs,
      } as const;
      let clockMs: number | undefined;
      const timed: Exchange = async (...request) => {
        const answer = await exchange(...request);
        clockMs ??= answer.dateMs;
        return answer;
      };
      const listed = await allPages(timed, call, wire.MessagePage, signal, SWEEP_PAGES);
      const named = await nameFolders(grantId, listed, signal);
      const mails = named.filter((message) => !isDraft(message));
      return { messages: mails.map((message) => messageFrom(message, { grantId })), clockMs };
    },

    async findSent(grantId, sendId, signal) {
      // `metadata_pair` goes alone: how it combines with other filters is not known (CONTRACT section 2.2).
      const query = { metadata_pair: `key1:${sendId}` };
      const ids = [grantId];
      const call = { operation: 'findSent', method: 'GET', route: MESSAGES, ids, query, timeoutMs } as const;
      const listed = await allPages(exchange, call, wire.MessagePage, signal);
      const found = await nameFolders(grantId, listed, signal);
      const sent = found.find(
        (message) => !isDraft(message) && metadataFrom(message.metadata)['key1'] === sendId,
      );
      return sent === undefined ? undefined : messageFrom(sent, { grantId });
    },
  };
}

/**
 * Lists come newest first, so messages of the same second keep their order by being turned round before the sort.
 * A message of another thread would put strangers' mail before the model: it is left out, should a filter ever be
 * ignored. One that moves between pages while they are read is kept once.
 */
function threadFrom(listed: wire.Message[], at: { grantId: string; threadId: string }): Thread {
  const byId = new Map<string, Message>();
  for (const message of listed.toReversed()) {
    if (isDraft(message) || (message.thread_id ?? at.threadId) !== at.threadId) continue;
    byId.set(message.id, messageFrom(message, at));
  }
  const messages = [...byId.values()].toSorted((a, b) => a.dateMs - b.dateMs);
  return { id: at.threadId, grantId: at.grantId, messages };
}
