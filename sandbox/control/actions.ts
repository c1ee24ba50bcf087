/** What can go wrong with a request; sandbox/README.md, "Faults", says what each does. */
export const requestActions = [
  'status',
  'html',
  'delay',
  'drop_before',
  'accept_then_drop',
  'accept_then_status',
  'accept_then_html',
  'accept_202',
  'malformed_json',
  'truncated_json',
  'reset_mid_body',
  'persona',
] as const;

/** A fault that strikes one request, whoever chose it. Times in milliseconds. */
export type RequestFault = {
  action: (typeof requestActions)[number];
  status?: number | undefined;
  /** `error.type` of the answer. */
  type?: string | undefined;
  /** Value of the `Retry-After` header. */
  retry_after?: string | number | undefined;
  delay_ms: number;
  /** The outcome is kept under the request's Idempotency-Key, as for a fault behind the edge (CONTRACT section 4.1). */
  kept: boolean;
  /** How a send accepted with 202 ends. */
  outcome: 'sent' | 'failed';
  /** Name of the model that answers instead. */
  persona?: string | undefined;
};

/** What can go wrong with a notification; it may have several faults at once. */
export const webhookActions = [
  'webhook_duplicate',
  'webhook_second_id',
  'webhook_reorder',
  'webhook_updated_first',
  'webhook_as_updated',
  'webhook_late',
  'webhook_lost',
  'webhook_truncated',
  'webhook_gzip',
] as const;

export type WebhookFault = {
  action: (typeof webhookActions)[number];
  delay_ms: number;
  /** How many more are sent of a doubled notification. */
  copies: number;
};
