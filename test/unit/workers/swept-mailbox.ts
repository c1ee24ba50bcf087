import type { Admission, Arrival } from '#domain/arrival.ts';
import type { Message } from '#domain/mail.ts';
import { ListTooLong } from '#nylas/client.ts';
import type { Watermark, Watermarks } from '#store/watermarks.ts';
import { sweepMailboxes } from '#workers/sweep.ts';
import { aMessage, grantId, mailboxAddress, noon } from '../../helpers/builders.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

type Sweep = {
  /** The effect that fails: the first is 1. */
  failAt?: number | undefined;
  /** The effect does not happen, or it does and its answer is lost; either way the sweep of the mailbox ends there. */
  how?: 'fault before' | 'fault after' | undefined;
  /** How far the clock of the worker is ahead of that of Nylas. */
  skewMs?: number;
};

/** A mailbox at Nylas and a ledger, both in memory; time stands still unless `pass`ed. */
export function aSweptMailbox({ mostListed = 2000, deep = false } = {}) {
  const mails: { message: Message; listableMs: number }[] = [];
  const admitted = new Map<string, Arrival>();
  const order: string[] = [];
  const events: { name: string; facts: Record<string, unknown> }[] = [];
  const marks = new Map<string, Watermark>();
  const note = (name: string) => (facts: Record<string, unknown>) => void events.push({ name, facts });
  const moveOn = (id: string, changes: Partial<Watermark>) => {
    const mark = marks.get(id);
    if (mark) marks.set(id, { ...mark, ...changes });
  };
  let clockMs = noon;
  let listings = 0;

  const box = {
    mails,
    admitted,
    /** Ids as they were admitted for the first time. */
    order,
    events,
    get mark() {
      return marks.get(grantId);
    },
    get listings() {
      return listings;
    },
    now: () => clockMs,
    pass: (ms: number) => void (clockMs += ms),
    receive(change: Partial<Message> = {}, { webhook = false, lagMs = 0 } = {}): string {
      const id = change.id ?? `m${mails.length}`;
      const message = aMessage({ dateMs: Math.floor(clockMs / SECOND) * SECOND, ...change, id });
      mails.push({ message, listableMs: clockMs + lagMs });
      if (webhook)
        admit([{ direction: 'inbound', grantId, messageId: id, threadId: 't1', answers: undefined }]);
      return id;
    },
    rewind: (toMs: number) => watermarksOf(async (run) => run()).rewind(grantId, toMs),
    async sweep({ failAt, how = 'fault before', skewMs = 0 }: Sweep = {}): Promise<void> {
      let effects = 0;
      const through: Through = async (run) => {
        await Promise.resolve();
        const isHere = ++effects === failAt;
        if (isHere && how === 'fault before') throw new Error('it fails');
        const result = run();
        if (isHere) throw new Error('its answer is lost');
        return result;
      };
      await sweepMailboxes({
        mailboxes: [{ grant: grantId, address: mailboxAddress }],
        nylas: { listBetween: (_grant, fromMs, untilMs) => through(() => list(fromMs, untilMs)) },
        watermarks: watermarksOf(through),
        admit: (arrivals) => through(() => admit(arrivals)),
        events: { mailboxSwept: note('mailboxSwept'), sweepFailed: note('sweepFailed') },
        now: () => clockMs + skewMs,
        signal: new AbortController().signal,
      });
    },
  };

  /** Newest first; whether the bounds count is not known (CONTRACT section 2.2), so here the lower one does not. */
  function list(fromMs: number, untilMs = Infinity) {
    listings++;
    const messages = mails
      .filter(({ listableMs }) => listableMs <= clockMs)
      .map(({ message }) => message)
      .filter(({ dateMs }) => dateMs === 0 || dateMs > Math.floor(fromMs / SECOND - 1) * SECOND)
      .filter(({ dateMs }) => dateMs < Math.ceil(untilMs / SECOND + 1) * SECOND)
      .toReversed();
    if (messages.length > mostListed) throw new ListTooLong('the list does not end');
    return { messages, clockMs: Math.floor(clockMs / SECOND) * SECOND };
  }

  function admit(arrivals: readonly Arrival[]): Admission[] {
    return arrivals.map((arrival) => {
      if (admitted.has(arrival.messageId)) return 'again';
      admitted.set(arrival.messageId, arrival);
      order.push(arrival.messageId);
      return 'new';
    });
  }

  function watermarksOf(through: Through): Watermarks {
    return {
      read: async (id) => {
        const mark = marks.get(id);
        return mark && { ...mark, ...(!deep && { deepMs: Infinity }) };
      },
      connect: (id, mark) => through(() => void (marks.has(id) || marks.set(id, mark))),
      advance: (id, changes) => through(() => moveOn(id, changes)),
      rewind: async (id, toMs) => moveOn(id, { sweptMs: Math.min(toMs, marks.get(id)?.sweptMs ?? toMs) }),
    };
  }

  return box;
}

type Through = <T>(run: () => T) => Promise<T>;
