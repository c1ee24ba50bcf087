import { type Admission, answeredIn, type Arrival } from '#domain/arrival.ts';
import { type Message, sameAddress } from '#domain/mail.ts';
import { ListTooLong, type Nylas } from '#nylas/client.ts';
import type { Watermark, Watermarks } from '#store/watermarks.ts';
import type { Events } from '#telemetry/events.ts';

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
/** A message may become listable some time after its date, so each sweep looks back beyond the last one. */
const OVERLAP_MS = 15 * MINUTE_MS;
/** Once an hour it looks back a day, for what a fault at Nylas kept out of the lists for longer. */
const DEEP_EVERY_MS = HOUR_MS;
const DEEP_MS = 24 * HOUR_MS;
/** After an outage the mailbox is read in parts, each remembered; a part that is too full is halved down to a second. */
const WINDOW_MS = 6 * HOUR_MS;
const SHORTEST_MS = 1000;
const BATCH = 100;
/** Mailboxes swept at the same time, so that one that answers slowly does not hold up the others. */
const AT_ONCE = 4;

type SweepDeps = {
  nylas: Pick<Nylas, 'listBetween'>;
  watermarks: Watermarks;
  admit: (arrivals: Arrival[]) => Promise<Admission[]>;
  events: Pick<Events, 'mailboxSwept' | 'sweepFailed'>;
  now: () => number;
  signal: AbortSignal;
};

type Mailbox = { grant: string; address: string };

/**
 * Finds mail whose webhook never came (CONTRACT 1.4: dropped after three tries, and all of it while a destination is off)
 * and admits it like any other; what is known already is a duplicate. The first sweep of a mailbox only sets the mark, so
 * that connecting one answers nothing that was there before. Old mail found late is parked by the guard.
 *
 * Times are those of Nylas, since the dates of messages are: a clock of ours that is wrong makes it list more, never less.
 * The mark says what has been listed and admitted, so a crash, a fault half-way or two sweeps at once only repeat work.
 */
export async function sweepMailboxes(deps: SweepDeps & { mailboxes: readonly Mailbox[] }): Promise<void> {
  const waiting = deps.mailboxes.values();
  const sweepOnes = async () => {
    for (const mailbox of waiting) {
      try {
        await sweep(deps, mailbox);
      } catch (error) {
        if (deps.signal.aborted) return;
        deps.events.sweepFailed({ grantId: mailbox.grant, error });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sweepOnes));
}

async function sweep(deps: SweepDeps, mailbox: Mailbox): Promise<void> {
  const mark = await deps.watermarks.read(mailbox.grant);
  if (mark === undefined) return connect(deps, mailbox);
  const startedMs = deps.now();
  const isDeep = startedMs - mark.deepMs >= DEEP_EVERY_MS;
  const sweptMs = await sweepFrom(deps, mailbox, mark, mark.sweptMs - (isDeep ? DEEP_MS : OVERLAP_MS));
  await deps.watermarks.advance(mailbox.grant, {
    sweptMs,
    comparedMs: startedMs,
    ...(isDeep && { deepMs: startedMs }),
  });
}

/** Sets the mark of a mailbox to now, by the clock of Nylas where it can be had. */
async function connect({ nylas, watermarks, now, signal }: SweepDeps, { grant }: Mailbox): Promise<void> {
  const nowMs = now();
  const connectAt = (atMs: number) =>
    watermarks.connect(grant, { sinceMs: atMs, sweptMs: atMs, deepMs: nowMs, comparedMs: nowMs });
  try {
    const { clockMs } = await nylas.listBetween(grant, nowMs, undefined, signal);
    await connectAt(clockMs ?? nowMs);
  } catch (error) {
    await connectAt(nowMs);
    throw error;
  }
}

/** Lists and admits everything from a time on, part by part; gives the time before which nothing is left to list. */
async function sweepFrom(
  deps: SweepDeps,
  mailbox: Mailbox,
  { sinceMs, sweptMs }: Watermark,
  wantedMs: number,
): Promise<number> {
  let fromMs = Math.max(sinceMs, wantedMs);
  let nowMs = deps.now();
  let windowMs = WINDOW_MS;
  for (;;) {
    const untilMs = nowMs - fromMs > windowMs ? fromMs + windowMs : undefined;
    let clockMs: number | undefined;
    try {
      clockMs = await sweepWindow(deps, mailbox, { sinceMs, fromMs, untilMs });
    } catch (error) {
      if (!(error instanceof ListTooLong) || windowMs <= SHORTEST_MS) throw error;
      windowMs = Math.max(SHORTEST_MS, Math.min(windowMs, nowMs - fromMs) / 2);
      continue;
    }
    // Whichever clock is behind: to list too much is harmless.
    nowMs = Math.min(clockMs ?? nowMs, nowMs);
    // a part that ends later than now was listed up to now only
    if (untilMs === undefined || untilMs >= nowMs) return nowMs;
    if (untilMs > sweptMs) await deps.watermarks.advance(mailbox.grant, { sweptMs: untilMs });
    fromMs = untilMs;
    windowMs = Math.min(WINDOW_MS, windowMs * 2);
  }
}

async function sweepWindow(
  { nylas, admit, events, signal }: SweepDeps,
  { grant, address }: Mailbox,
  { sinceMs, fromMs, untilMs }: { sinceMs: number; fromMs: number; untilMs: number | undefined },
): Promise<number | undefined> {
  const { messages, clockMs } = await nylas.listBetween(grant, fromMs, untilMs, signal);
  // Dates are whole seconds. One without a date reads as 1970; it is ours to handle as far as we know.
  const isOurs = ({ id, dateMs }: Message) =>
    id.isWellFormed() && (dateMs === 0 || dateMs >= Math.floor(sinceMs / 1000) * 1000);
  // Mostly newest first, so that turned round mails of one second stand in the order they came.
  const mails = messages
    .toReversed()
    .filter(isOurs)
    .toSorted((a, b) => a.dateMs - b.dateMs);
  const found: Message[] = [];
  for (let at = 0; at < mails.length; at += BATCH) {
    const batch = mails.slice(at, at + BATCH);
    const arrivals = batch.map((message) => arrivalOf(message, address));
    const admissions = await admit(arrivals);
    const isFound = (_: Message, index: number) =>
      admissions[index] === 'new' && arrivals[index]?.direction === 'inbound';
    found.push(...batch.filter(isFound));
  }
  const oldestMs = found.find(({ dateMs }) => dateMs > 0)?.dateMs;
  events.mailboxSwept({
    grantId: grant,
    listed: messages.length,
    found: found.length,
    oldestSeconds: oldestMs === undefined || clockMs === undefined ? undefined : (clockMs - oldestMs) / 1000,
  });
  return clockMs;
}

function arrivalOf(message: Message, address: string): Arrival {
  const { id, grantId, threadId, metadata } = message;
  const isOwn = message.from.some(({ email }) => sameAddress(email, address));
  return {
    direction: isOwn ? 'outbound' : 'inbound',
    grantId,
    messageId: id,
    threadId: threadId === '' ? undefined : threadId,
    answers: isOwn ? answeredIn(metadata) : undefined,
    foundBySweep: true,
  };
}
