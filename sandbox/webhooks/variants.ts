import type { WebhookFault } from '../control/actions.ts';
import { newId } from '../ids.ts';
import type { Happening } from './envelope.ts';

/** One way a notification is put on the wire, so many milliseconds after its turn has come. */
export type Variant = { happening: Happening; afterMs: number; truncated: boolean; compressed: boolean };

/** A notification as it is. */
export function plain(happening: Happening): Variant {
  return { happening, afterMs: 0, truncated: false, compressed: false };
}

/**
 * What is sent for a notification that has these faults: stage by stage, each after the one before was answered.
 * Lost ones send nothing; `webhook_reorder` is not decided here.
 */
export function stagesOf(happening: Happening, faults: WebhookFault[]): Variant[][] {
  const has = (action: WebhookFault['action']) => faults.find((fault) => fault.action === action);
  if (has('webhook_lost')) return [];
  const lateMs = has('webhook_late')?.delay_ms ?? 0;
  const isMessage = happening.type.startsWith('message.');
  const one = (change: Partial<Happening>, afterMs = 0): Variant => ({
    happening: { ...happening, ...change },
    afterMs,
    truncated: isMessage && has('webhook_truncated') !== undefined,
    compressed: has('webhook_gzip') !== undefined,
  });
  const created = happening.type === 'message.created';
  const type = created && has('webhook_as_updated') ? 'message.updated' : happening.type;
  const again = has('webhook_duplicate');
  const second = has('webhook_second_id');
  const main = [
    one({ type }, lateMs),
    ...times(again?.copies, () => one({ type }, lateMs + (again?.delay_ms ?? 0))),
    ...times(second?.copies, () => one({ type, id: newId('ntf') }, lateMs + (second?.delay_ms ?? 0))),
  ];
  const first = created && has('webhook_updated_first');
  return first ? [[one({ type: 'message.updated', id: newId('ntf') }, lateMs)], main] : [main];
}

function times<T>(count: number | undefined, make: () => T): T[] {
  return Array.from({ length: count ?? 0 }, make);
}
