import { z } from 'zod';

const ms = z.number().int().min(0);

/** What can be changed while the sandbox runs. Times in milliseconds. */
export const Settings = z.strictObject({
  /** A message stays out of lists, searches and threads for so long; GET by its id works at once. */
  listing_lag_ms: ms,
  /** So long does `metadata_pair` not find a message (CONTRACT section 3.10 leaves it open). */
  metadata_lag_ms: ms,
  /** After so long with 95 % of its deliveries refused a destination is `failing` (CONTRACT section 1.4). */
  failing_after_ms: ms,
  /** After so long as `failing` it is `failed` and gets nothing more. */
  failed_after_ms: ms,
  /** `message.send_success` for immediate sends too, as a switch of the Dashboard does (CONTRACT section 1.7). */
  send_webhooks: z.boolean(),
  /** How long the outcome of a keyed send is kept (CONTRACT section 4.1). */
  idempotency_ms: ms,
  /** Messages older than this are forgotten, the ledger aside; 0 keeps all. */
  forget_after_ms: ms,
});
export type Settings = z.infer<typeof Settings>;

export const defaultSettings: Settings = {
  listing_lag_ms: 0,
  metadata_lag_ms: 0,
  failing_after_ms: 15 * 60_000,
  failed_after_ms: 72 * 3_600_000,
  send_webhooks: false,
  idempotency_ms: 3_600_000,
  forget_after_ms: 0,
};
