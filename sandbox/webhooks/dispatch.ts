import { setTimeout as sleep } from 'node:timers/promises';
import type { WebhookFault } from '../control/actions.ts';
import { createRing } from '../ring.ts';
import type { Settings } from '../settings.ts';
import { createDestination, type Destination, type NewDestination, receives } from './destinations.ts';
import { createDeliverer, type Delivery, type Notice } from './deliver.ts';
import { grantOf, type Happening } from './envelope.ts';
import { createHold } from './hold.ts';
import { plain, stagesOf, type Variant } from './variants.ts';

export type Dispatcher = {
  destinations: Map<string, Destination>;
  register(destination: NewDestination): Destination;
  /** Tells every destination that receives and subscribed, with the faults the notification has; returns at once. */
  emit(happening: Happening): void;
  /** One more first attempt of the same notification to every destination that takes it; resolves when all answered. */
  deliverAgain(happening: Happening): Promise<Delivery[]>;
  deliveries(): Delivery[];
  notices(): Notice[];
  forget(): void;
};

const LOG_SIZE = 20_000;

export function createDispatcher(options: {
  applicationId: string;
  retryMs: readonly number[];
  timeoutMs: number;
  stopping: AbortSignal;
  settings: Settings;
  faultsOf: (notification: { type: string; grantId: string | undefined }) => WebhookFault[];
}): Dispatcher {
  const { retryMs, stopping, settings, faultsOf } = options;
  const destinations = new Map<string, Destination>();
  const log = createRing<Delivery>(LOG_SIZE);
  const notices = createRing<Notice>(LOG_SIZE);
  const hold = createHold();
  const deliver = createDeliverer({ ...options, log, notices });

  const subscribed = (type: string) =>
    [...destinations.values()].filter((to) => receives(to) && to.triggers.includes(type));
  const wait = (ms: number) => sleep(ms, undefined, { ref: false, signal: stopping }).catch(() => {});

  async function send(variant: Variant): Promise<void> {
    if (variant.afterMs > 0) await wait(variant.afterMs);
    if (stopping.aborted) return;
    await Promise.all(subscribed(variant.happening.type).map((to) => deliver(variant, to, retryMs)));
  }

  async function sendAll(happening: Happening, faults: WebhookFault[]): Promise<void> {
    if (faults.length === 0) return send(plain(happening));
    for (const stage of stagesOf(happening, faults)) await Promise.all(stage.map(send));
  }

  return {
    destinations,
    register(given) {
      const destination = createDestination(given, settings);
      destinations.set(destination.id, destination);
      return destination;
    },
    emit(happening) {
      const grantId = grantOf(happening);
      const faults = faultsOf({ type: happening.type, grantId });
      const reorder = faults.find(({ action }) => action === 'webhook_reorder');
      const earlier = hold.take(grantId ?? '');
      // One that is let through by the next is not held back for it as well, or a run of them would wait for ever.
      if (reorder && !earlier) {
        hold.put(grantId ?? '', () => void sendAll(happening, faults), reorder.delay_ms || 1000);
      } else void sendAll(happening, faults).finally(earlier);
    },
    deliverAgain: (happening) =>
      Promise.all(subscribed(happening.type).map((to) => deliver(plain(happening), to, []))),
    deliveries: () => log.all(),
    notices: () => notices.all(),
    forget() {
      log.clear();
      notices.clear();
    },
  };
}
