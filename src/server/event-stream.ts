import type { News } from '#domain/news.ts';
import { type Person, seesMailbox } from '#domain/person.ts';
import type { NewsFeed, Place } from '#store/news-feed.ts';
import { isoOf } from './api/time.ts';

/** Runs something again and again; what it returns ends that. */
export type Every = (ms: number, run: () => void) => () => void;

export type EventStreamDeps = {
  feed: Pick<NewsFeed, 'follow'>;
  /** The mailboxes of an agent: who sees none of them is not told of it. */
  grantsOf: (agent: string) => readonly string[];
  every: Every;
  /** Aborts when the process is told to stop. */
  stopping: AbortSignal;
};

const BEAT_MS = 15_000;
/** A browser comes back so long after a stream ended. */
const RETRY_MS = 2000;
/**
 * A client that lets so many bytes lie unread, or from one heartbeat to the next more than a few, is cut off; it comes
 * back and is given what it missed. All that a client can have missed is less.
 */
const MOST_UNREAD = 4 * 1024 * 1024;
const UNREAD_AT_A_BEAT = 64 * 1024;
const ID = /^\d+-\d+$/;

/**
 * News as Server-Sent Events (WHATWG HTML, section 9.2) for one person: those of mailboxes they see, after the one with
 * the id `since` where it is given. A `reset` says that some are gone, and all has to be loaded again.
 *
 * It ends when nobody is signed in any more (`whoNow`, asked with each heartbeat), when Redis or this process goes away
 * and when the client reads too slowly; clients come back by themselves. Rejects when Redis does not answer.
 */
export async function openEventStream(
  deps: EventStreamDeps,
  who: Person,
  whoNow: () => Promise<Person | undefined>,
  since: string | undefined,
): Promise<ReadableStream<Uint8Array>> {
  let person = who;
  let out: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>(
    { start: (controller) => void (out = controller), cancel: () => end() },
    { highWaterMark: MOST_UNREAD, size: (chunk) => chunk.byteLength },
  );
  const encoder = new TextEncoder();
  const onEnd: (() => void)[] = [];

  function end(): void {
    for (const run of onEnd.splice(0)) run();
    try {
      out?.close();
    } catch {
      // the client has gone already
    }
    out = undefined;
  }
  function write(text: string): void {
    if (out === undefined) return;
    out.enqueue(encoder.encode(text));
    if (unread() >= MOST_UNREAD) end();
  }
  function unread(): number {
    return MOST_UNREAD - (out?.desiredSize ?? MOST_UNREAD);
  }
  async function beat(): Promise<void> {
    const now = await whoNow();
    if (now === undefined || unread() > UNREAD_AT_A_BEAT) return end();
    person = now;
    write(': \n\n');
  }

  const following = await deps.feed.follow(
    {
      take: (news, atMs, place) => isFor(person, news, deps.grantsOf) && write(eventText(news, atMs, place)),
      end,
    },
    since === undefined ? undefined : placeIn(since),
  );
  onEnd.push(() => following.stop());
  onEnd.push(deps.every(BEAT_MS, () => void beat().catch(end)));
  deps.stopping.addEventListener('abort', end, { once: true });
  onEnd.push(() => deps.stopping.removeEventListener('abort', end));
  if (deps.stopping.aborted) end();

  const { place, isWhole } = following;
  write(`retry: ${RETRY_MS}\nid: ${place.join(',')}\n${isWhole ? '' : 'event: reset\ndata: {}\n'}\n`);
  following.begin();
  return stream;
}

/** The place that an id names; one of no shards, which is never whole, where it is none of ours. */
function placeIn(id: string): Place {
  const parts = id.split(',');
  return parts.every((part) => ID.test(part)) ? parts : [];
}

function isFor(person: Person, news: News, grantsOf: EventStreamDeps['grantsOf']): boolean {
  const grantId = 'grantId' in news ? news.grantId : undefined;
  if (grantId !== undefined) return seesMailbox(person, grantId);
  const agent = 'agent' in news ? (news.agent ?? undefined) : undefined;
  if (agent === undefined || person.mailboxes === 'all') return true;
  return grantsOf(agent).some((grant) => seesMailbox(person, grant));
}

function eventText(news: News, atMs: number, place: Place | undefined): string {
  const id = place === undefined ? '' : `id: ${place.join(',')}\n`;
  return `${id}event: ${news.type}\ndata: ${JSON.stringify(newsShape(news, atMs))}\n\n`;
}

/** News as the HTTP interface shows them. */
function newsShape(news: News, atMs: number) {
  const { type } = news;
  const at = isoOf(atMs);
  switch (type) {
    case 'agents.changed':
      return { type, at };
    case 'pause.changed':
      return { type, at, agent: news.agent, by: news.by };
    case 'alarm':
      return { type, at, name: news.name, agent: news.agent ?? null, grant_id: news.grantId ?? null };
    case 'message.concluded':
      return { type, at, ...threadShape(news), state: news.state };
    case 'review.opened':
    case 'review.changed':
    case 'review.reminder':
    case 'review.decided': {
      const { reviewId, version, status, by } = news;
      return { type, at, ...threadShape(news), review_id: reviewId, version, status, by };
    }
  }
}

const threadShape = (news: { grantId: string; threadId: string; messageId: string }) => ({
  grant_id: news.grantId,
  thread_id: news.threadId,
  message_id: news.messageId,
});
