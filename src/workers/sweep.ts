import { type Admission, answeredIn, type Arrival } from '#domain/arrival.ts';
import { type Message, sameAddress } from '#domain/mail.ts';
import type { Nylas } from '#nylas/client.ts';
import type { Watermarks } from '#store/watermarks.ts';
import type { Events } from '#telemetry/events.ts';

/** A message may become listable some time after its date, so each sweep looks back beyond the last one. */
const OVERLAP_MS = 15 * 60 * 1000;
/** After a longer outage the ledger may have forgotten what it concluded, and mail would be taken for new. */
const LONGEST_MS = 7 * 24 * 60 * 60 * 1000;
/** After an outage the mailbox is read in parts, each remembered, so that no listing is too long to end. */
const WINDOW_MS = 6 * 60 * 60 * 1000;
const BATCH = 100;

/**
 * Finds mail whose webhook never came (CONTRACT 1.4: dropped after three tries, and all of it while a destination is off)
 * and admits it like any other; what is known already is a duplicate. The first sweep of a mailbox only sets the mark, so
 * that connecting one answers nothing that was there before. Old mail found late is parked by the guard for age.
 */
export async function sweepMailboxes(deps: {
  mailboxes: readonly { grant: string; address: string }[];
  nylas: Pick<Nylas, 'listBetween'>;
  watermarks: Watermarks;
  admit: (arrivals: Arrival[]) => Promise<Admission[]>;
  events: Pick<Events, 'mailboxSwept' | 'sweepFailed'>;
  now: () => number;
  signal: AbortSignal;
}): Promise<void> {
  for (const mailbox of deps.mailboxes) {
    try {
      await sweep(deps, mailbox);
    } catch (error) {
      if (deps.signal.aborted) return;
      deps.events.sweepFailed({ grantId: mailbox.grant, error });
    }
  }
}

async function sweep(
  deps: Parameters<typeof sweepMailboxes>[0],
  { grant, address }: { grant: string; address: string },
): Promise<void> {
  const nowMs = deps.now();
  const mark = await deps.watermarks.read(grant);
  const sinceMs = mark?.sinceMs ?? nowMs;
  let fromMs = Math.max(sinceMs, (mark?.sweptMs ?? nowMs) - OVERLAP_MS, nowMs - LONGEST_MS);
  while (fromMs < nowMs) {
    const untilMs = Math.min(nowMs, fromMs + WINDOW_MS);
    await sweepWindow(deps, { grant, address }, fromMs, untilMs === nowMs ? undefined : untilMs);
    await deps.watermarks.write(grant, { sinceMs, sweptMs: untilMs });
    fromMs = untilMs;
  }
  await deps.watermarks.write(grant, { sinceMs, sweptMs: nowMs });
}

async function sweepWindow(
  deps: Parameters<typeof sweepMailboxes>[0],
  { grant, address }: { grant: string; address: string },
  fromMs: number,
  untilMs: number | undefined,
): Promise<void> {
  const listed = await deps.nylas.listBetween(grant, fromMs, untilMs, deps.signal);
  const arrivals = listed
    .toSorted((a, b) => a.dateMs - b.dateMs)
    .map((message) => arrivalOf(message, address));
  let found = 0;
  for (let at = 0; at < arrivals.length; at += BATCH) {
    const admissions = await deps.admit(arrivals.slice(at, at + BATCH));
    found += admissions.filter((admission) => admission === 'new').length;
  }
  deps.events.mailboxSwept({ grantId: grant, listed: listed.length, found });
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
  };
}
