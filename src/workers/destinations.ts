import { type Nylas, webhookUrlOf } from '#nylas/client.ts';
import type { Alarms } from '#store/alarms.ts';
import type { Destination, SweepState } from '#store/sweep-state.ts';
import type { Watermarks } from '#store/watermarks.ts';
import type { Events } from '#telemetry/events.ts';

/** An alarm of the service. */
const ALARM = 'destination';

/** Whether events may be lost: Nylas drops most of them while a destination fails, and all of them later (CONTRACT 1.4). */
export function isTroubled(destination: Destination | undefined): boolean {
  return destination !== undefined && destination.status !== 'active';
}

/**
 * Looks how our webhook destination is, known by its address; gives the last known state when that cannot be read.
 *
 * - One that is not `active`, or missing, is an alarm, at once and every hour.
 * - When it is active again every mailbox is swept from the last time it was seen so, since what happened meanwhile is never
 *   sent later. The marks are moved before the new state is noted, so that a crash between the two repeats it.
 * - It is never switched on from here: why it was off is for a person to know (`inreply webhooks activate`).
 */
export async function checkDestination(deps: {
  publicUrl: string;
  mailboxes: readonly { grant: string }[];
  nylas: Pick<Nylas, 'listWebhooks'>;
  sweepState: SweepState;
  watermarks: Pick<Watermarks, 'rewind'>;
  alarms: Alarms;
  events: Pick<Events, 'destinationDown' | 'destinationUp' | 'destinationUnknown'>;
  now: () => number;
  signal: AbortSignal;
}): Promise<Destination | undefined> {
  const { sweepState, watermarks, alarms, events } = deps;
  const { destination: before } = await sweepState.read();
  const nowMs = deps.now();
  let found: { status: string; webhookId?: string };
  try {
    found = await look(deps);
  } catch (error) {
    if (!deps.signal.aborted) events.destinationUnknown(error);
    return before;
  }
  const { status } = found;
  if (status !== 'active') {
    const destination = { status, activeMs: before?.activeMs ?? nowMs };
    await sweepState.noteDestination(destination);
    if (before !== undefined && before.status !== status) await alarms.clear(ALARM);
    if (await alarms.raise(ALARM)) events.destinationDown(found);
    return destination;
  }
  if (before !== undefined && isTroubled(before)) {
    for (const { grant } of deps.mailboxes) await watermarks.rewind(grant, before.activeMs);
    await alarms.clear(ALARM);
    events.destinationUp({ ...found, awaySeconds: Math.round((nowMs - before.activeMs) / 1000) });
  }
  await sweepState.noteDestination({ status, activeMs: nowMs });
  return { status, activeMs: nowMs };
}

async function look({
  publicUrl,
  nylas,
  signal,
}: Pick<Parameters<typeof checkDestination>[0], 'publicUrl' | 'nylas' | 'signal'>): Promise<{
  status: string;
  webhookId?: string;
}> {
  const ours = webhookUrlOf(publicUrl);
  const webhooks = await nylas.listWebhooks(signal);
  const webhook = webhooks.find((one) => URL.parse(one.webhook_url ?? '')?.href === ours);
  if (webhook === undefined) return { status: 'missing' };
  return { status: webhook.status ?? 'unknown', webhookId: webhook.id };
}
