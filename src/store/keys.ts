import { refKey } from '#domain/ids.ts';

/** How long a record outlives its end: longer than any redelivery, and long enough to explain what happened. */
export const KEEP_SECONDS = 14 * 24 * 60 * 60;

/** How long the counts of a day are kept, and those of its hours. */
export const DAY_SECONDS = 90 * 24 * 60 * 60;
export const HOURS_SECONDS = 2 * 24 * 60 * 60;

/** A thread as it is named in keys and in wake-up jobs; all its keys share the tag of its shard. */
export type ThreadRef = { shard: number; grantId: string; threadId: string };

export const tagOf = (shard: number): string => `{s${shard}}`;

/** BullMQ's prefix of a shard, so that its queue lies in the slot of the threads it wakes. */
export const queuePrefixOf = (shard: number): string => `${tagOf(shard)}:b`;

/**
 * Every key of a shard, on one screen.
 *
 * - `in` LIST of inbox items, oldest first · `lease` fencing token of the holder, PX · `fence` source of tokens
 * - `pend` ZSET thread → when it is due, for the sweeper and the gauges
 * - `message` HASH, the ledger; expires `KEEP_SECONDS` after its end
 * - `queued` inbound message of a mail that Nylas took with 202, by the mail's id
 * - `dead` ZSET of dead letters, scored by when they died · `letter` one of them, JSON, expires with its message
 * - `codes` HASH tool and sender → the one-time code they were asked for; expires
 * - `faults` HASH inbox item → faults met with it that no message's record counts; expires
 * - `openReviews` SET of the open reviews of a thread · `review` HASH · `reviews` ZSET by status, scored by
 *   creation while it waits, then by its end · `due` ZSET of open reviews whose age matters, by when to look at them
 * - `pair` JSON, a draft and what a person sent in its place, expires · `pairs` ZSET of them, by when they were kept
 * - `held` ZSET of replies that may still be taken back, by when they leave · `watched` SET of messages of a thread whose
 *   reply is held, or was only thought of (shadow): what a person sends there is of interest
 * - `observations` LIST of what became of the replies of a category, newest first · `level` HASH, in shard 0 only
 * - `activity` ZSET of messages, `threads` ZSET of threads, by when one of them last changed, for `KEEP_SECONDS`
 * - `activityFilled` STRING once messages of earlier versions are in `activity`
 * - `lastIn` HASH of a thread: the message that changed last, and how many ended
 * - `days`, with a day behind it, HASH of what was counted then, by mailbox · `hours` the same of what came in, by hour
 * - `exchanges` LIST of what models were asked about a message and answered, where that is kept; expires
 * - `news` STREAM of what happened, for those who are told; the latest `KEEP_NEWS`
 * - `passed` HASH, how far the news were passed on to those whom agents' files name
 * - `slackPost` STRING, the message about a review · `digest` STRING, one as it was made · `gone` STRING, a receiver that
 *   wants nothing · `seen` STRING, a press or a link that decided; all expire, all in shard 0 only
 * - `sweep` HASH, `paused` HASH agent or `*` → why, who, when, `alarm` STRING that expires when it is to be told of again; all in shard 0 only
 */
export function keysOf(shard: number) {
  const tag = tagOf(shard);
  return {
    inbox: (thread: string) => `${tag}:in:${thread}`,
    lease: (thread: string) => `${tag}:lease:${thread}`,
    fence: `${tag}:fence`,
    pend: `${tag}:pend`,
    message: (grantId: string, messageId: string) => `${tag}:m:${refKey(grantId, messageId)}`,
    queued: (grantId: string, mailId: string) => `${tag}:q:${refKey(grantId, mailId)}`,
    openReviews: (thread: string) => `${tag}:t:${thread}`,
    review: (id: string) => `${tag}:rev:${id}`,
    reviews: (status: string) => `${tag}:revs:${status}`,
    due: `${tag}:due`,
    pair: (id: string) => `${tag}:pair:${id}`,
    pairs: `${tag}:pairs`,
    audit: `${tag}:audit`,
    activity: `${tag}:act`,
    activityFilled: `${tag}:act:filled`,
    threads: `${tag}:thr`,
    lastIn: (thread: string) => `${tag}:last:${thread}`,
    days: `${tag}:day:`,
    hours: `${tag}:hours:`,
    exchanges: (grantId: string, messageId: string) => `${tag}:x:${refKey(grantId, messageId)}`,
    news: `${tag}:news`,
    passed: `${tag}:passed`,
    slackPost: (reviewId: string) => `${tag}:slack:${reviewId}`,
    digest: (id: string) => `${tag}:digest:${id}`,
    gone: (id: string) => `${tag}:gone:${id}`,
    seen: (id: string) => `${tag}:seen:${id}`,
    sweep: `${tag}:sweep`,
    paused: `${tag}:paused`,
    alarm: (name: string) => `${tag}:alarm:${name}`,
    dead: `${tag}:dead`,
    letter: (id: string) => `${tag}:dl:${id}`,
    codes: (thread: string) => `${tag}:code:${thread}`,
    faults: (thread: string) => `${tag}:f:${thread}`,
    held: `${tag}:held`,
    watched: (thread: string) => `${tag}:w:${thread}`,
    observations: (grantId: string, category: string) => `${tag}:obs:${refKey(grantId, category)}`,
    level: (grantId: string, category: string) => `${tag}:lvl:${refKey(grantId, category)}`,
  };
}

export const threadKeyOf = (ref: Pick<ThreadRef, 'grantId' | 'threadId'>): string =>
  refKey(ref.grantId, ref.threadId);

/**
 * Stands for the thread of a message whose notification did not name one (field customisation, CONTRACT 1.5),
 * until the worker has asked Nylas.
 */
export const unplacedThreadOf = (messageId: string): string => `?${messageId}`;

export const isUnplaced = (threadId: string): boolean => threadId.startsWith('?');
