import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../ids.ts';
import type { Ring } from '../ring.ts';
import { type Destination, receives } from './destinations.ts';
import { envelopeOf, grantOf, type Happening, signedRequest, textOf } from './envelope.ts';
import { type Attempt, post } from './post.ts';
import type { Variant } from './variants.ts';

export type Delivery = {
  id: string;
  notificationId: string;
  destinationId: string;
  url: string;
  type: string;
  grantId: string | undefined;
  objectId: string | undefined;
  status: 'pending' | 'delivered' | 'dropped';
  attempts: Attempt[];
};

/** A destination that went from one state to another by itself; `to` are those who are told by mail. */
export type Notice = { at: string; webhook_id: string; status: string; to: string[] };

/**
 * Sends one notification to one destination. Resolves after the first attempt; the others follow by themselves, one
 * after each of `waits` milliseconds.
 */
type Deliver = (variant: Variant, to: Destination, waits: readonly number[]) => Promise<Delivery>;

/** Statuses that are tried again; every other one but 200 drops the notification (CONTRACT section 1.4). */
const retried = new Set([408, 429, 502, 503, 504, 507]);

export function createDeliverer(options: {
  applicationId: string;
  timeoutMs: number;
  stopping: AbortSignal;
  log: Ring<Delivery>;
  notices: Ring<Notice>;
}): Deliver {
  const { applicationId, timeoutMs, stopping, log, notices } = options;

  async function attempt(variant: Variant, to: Destination, delivery: Delivery): Promise<Attempt> {
    const json = envelopeOf(
      variant.happening,
      { applicationId, attempt: delivery.attempts.length + 1 },
      variant.truncated,
    );
    const request = signedRequest(json, to.secret, to.compressed || variant.compressed);
    const result = await post(to.url, request, { timeoutMs, stopping });
    delivery.attempts.push(result);
    if (result.status === 200) delivery.status = 'delivered';
    if (!stopping.aborted && receives(to)) judge(to, result.status === 200);
    return result;
  }

  function judge(to: Destination, taken: boolean): void {
    const status = to.health.note(taken, Date.now());
    if (status === to.status) return;
    to.status = status;
    to.statusUpdatedAt = Math.floor(Date.now() / 1000);
    const at = new Date().toISOString();
    if (status !== 'active') notices.add({ at, webhook_id: to.id, status, to: to.notificationEmails });
  }

  async function repeat(
    variant: Variant,
    to: Destination,
    delivery: Delivery,
    waits: readonly number[],
    first: Attempt,
  ): Promise<void> {
    let last = first;
    for (const waitMs of waits) {
      const ms = Math.max(waitMs, last.retryAfterMs ?? 0);
      await sleep(ms, undefined, { ref: false, signal: stopping }).catch(() => {});
      if (stopping.aborted || !receives(to)) break;
      last = await attempt(variant, to, delivery);
      if (!mayRepeat(delivery, last)) break;
    }
    if (delivery.status !== 'delivered') delivery.status = 'dropped';
  }

  return async function deliver(
    variant: Variant,
    to: Destination,
    waits: readonly number[],
  ): Promise<Delivery> {
    const delivery = newDelivery(variant.happening, to);
    log.add(delivery);
    const first = await attempt(variant, to, delivery);
    if (mayRepeat(delivery, first) && waits.length > 0) void repeat(variant, to, delivery, waits, first);
    else if (delivery.status !== 'delivered') delivery.status = 'dropped';
    return delivery;
  };
}

function mayRepeat({ status }: Delivery, attempt: Attempt): boolean {
  return status !== 'delivered' && (attempt.status === undefined || retried.has(attempt.status));
}

function newDelivery(happening: Happening, to: Destination): Delivery {
  return {
    id: newId('dlv'),
    notificationId: happening.id,
    destinationId: to.id,
    url: to.url,
    type: happening.type,
    grantId: grantOf(happening),
    objectId: textOf(happening.object['id']),
    status: 'pending',
    attempts: [],
  };
}
