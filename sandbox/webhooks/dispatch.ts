import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../ids.ts';
import { createRing } from '../ring.ts';
import { envelopeOf, type Happening, signedRequest } from './envelope.ts';
import { type Attempt, post } from './post.ts';
import { triggers as allTriggers } from './triggers.ts';

export type Destination = {
  id: string;
  url: string;
  secret: string;
  description: string;
  triggers: string[];
  /** `active` receives; any other word does not. */
  status: string;
  compressed: boolean;
  notificationEmails: string[];
  statusUpdatedAt: number;
  createdAt: number;
  updatedAt: number;
};

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

export type Dispatcher = {
  destinations: Map<string, Destination>;
  register(destination: {
    url: string;
    secret?: string;
    triggers: string[] | 'all';
    description?: string | undefined;
    compressed?: boolean | undefined;
    notificationEmails?: string[] | undefined;
  }): Destination;
  /** Tells every active destination that subscribed; returns at once. */
  emit(happening: Happening): void;
  /** One more first attempt of the same notification to every destination that takes it; resolves when all answered. */
  deliverAgain(happening: Happening): Promise<Delivery[]>;
  deliveries(): Delivery[];
  forget(): void;
};

/** Statuses that are tried again; every other one but 200 drops the notification (CONTRACT section 1.4). */
const retried = new Set([408, 429, 502, 503, 504, 507]);
const LOG_SIZE = 20_000;

export function newSecret(): string {
  return randomBytes(24).toString('base64url');
}

export function createDispatcher(options: {
  applicationId: string;
  retryMs: readonly number[];
  timeoutMs: number;
  stopping: AbortSignal;
}): Dispatcher {
  const { applicationId, retryMs, timeoutMs, stopping } = options;
  const destinations = new Map<string, Destination>();
  const log = createRing<Delivery>(LOG_SIZE);

  const subscribed = (type: string) =>
    [...destinations.values()].filter(
      ({ status, triggers }) => status === 'active' && triggers.includes(type),
    );

  async function attempt(happening: Happening, to: Destination, delivery: Delivery): Promise<Attempt> {
    const json = envelopeOf(happening, applicationId, delivery.attempts.length + 1);
    const result = await post(to.url, signedRequest(json, to.secret, to.compressed), { timeoutMs, stopping });
    delivery.attempts.push(result);
    if (result.status === 200) delivery.status = 'delivered';
    return result;
  }

  async function deliver(happening: Happening, to: Destination, waits: readonly number[]): Promise<Delivery> {
    const delivery = newDelivery(happening, to);
    log.add(delivery);
    for (const wait of [...waits, undefined]) {
      const { status, retryAfterMs } = await attempt(happening, to, delivery);
      if (delivery.status === 'delivered') return delivery;
      if (wait === undefined || (status !== undefined && !retried.has(status))) break;
      await sleep(Math.max(wait, retryAfterMs ?? 0), undefined, { ref: false, signal: stopping }).catch(
        () => {},
      );
      if (stopping.aborted || to.status !== 'active') break;
    }
    delivery.status = 'dropped';
    return delivery;
  }

  return {
    destinations,
    register({ url, secret, triggers, description, compressed, notificationEmails }) {
      const now = Math.floor(Date.now() / 1000);
      const destination: Destination = {
        id: newId('wh'),
        url,
        secret: secret ?? newSecret(),
        description: description ?? '',
        triggers: triggers === 'all' ? [...allTriggers] : triggers,
        status: 'active',
        compressed: compressed ?? false,
        notificationEmails: notificationEmails ?? [],
        statusUpdatedAt: now,
        createdAt: now,
        updatedAt: now,
      };
      destinations.set(destination.id, destination);
      return destination;
    },
    emit(happening) {
      for (const to of subscribed(happening.type)) void deliver(happening, to, retryMs);
    },
    deliverAgain: (happening) =>
      Promise.all(subscribed(happening.type).map((to) => deliver(happening, to, []))),
    deliveries: () => log.all(),
    forget: () => log.clear(),
  };
}

function newDelivery(happening: Happening, to: Destination): Delivery {
  const { object, beside } = happening;
  return {
    id: newId('dlv'),
    notificationId: happening.id,
    destinationId: to.id,
    url: to.url,
    type: happening.type,
    grantId: textOf(object['grant_id']) ?? textOf(beside?.['grant_id']),
    objectId: textOf(object['id']),
    status: 'pending',
    attempts: [],
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
