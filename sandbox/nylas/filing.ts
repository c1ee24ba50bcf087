import type { Via } from '../ledger.ts';
import type { StoredMessage } from '../mail/types.ts';
import type { World } from '../world.ts';
import { announceMessage } from './events.ts';
import { dropMessage, fileMessage, type Mailbox } from './mailbox.ts';

/** Where a message comes from, and whether webhooks tell of it (true). */
export type Origin = { via: Via; key?: string | undefined; announced?: boolean | undefined };

/** Files a message, writes it into the ledger and tells of it; a lag keeps it out of lists for a while. */
export function takeIn(world: World, mailbox: Mailbox, message: StoredMessage, origin: Origin): void {
  lagBehind(world, message);
  fileMessage(mailbox, message);
  world.ledger.add(message, origin);
  if (origin.announced ?? true) announceMessage(world, 'created', message);
  forgetOld(world, mailbox);
}

function lagBehind({ settings, chaos }: World, message: StoredMessage): void {
  const drawn = chaos.lagOfMessage();
  const listingMs = Math.max(settings.listing_lag_ms, drawn.listingMs);
  const metadataMs = Math.max(settings.metadata_lag_ms, drawn.metadataMs);
  const now = Date.now();
  if (listingMs > 0) message.listedAtMs = now + listingMs;
  if (metadataMs > 0) message.findableAtMs = now + metadataMs;
}

function forgetOld({ settings, seconds }: World, mailbox: Mailbox): void {
  if (settings.forget_after_ms === 0) return;
  const before = seconds() - settings.forget_after_ms / 1000;
  for (;;) {
    const [oldest] = mailbox.messages.values().take(1);
    if (!oldest || oldest.date >= before) return;
    dropMessage(mailbox, oldest);
  }
}
