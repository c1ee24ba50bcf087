import { type RequestFault, type WebhookFault, webhookActions } from './actions.ts';
import type { Endpoint } from './endpoints.ts';

const none = { delay_ms: 0, kept: false, outcome: 'sent' } as const;

/** Kinds that are named by one word. */
const words: Record<string, RequestFault> = {
  delay: { ...none, action: 'delay', delay_ms: 1000 },
  drop_before: { ...none, action: 'drop_before' },
  accept_then_drop: { ...none, action: 'accept_then_drop' },
  malformed_json: { ...none, action: 'malformed_json' },
  truncated_json: { ...none, action: 'truncated_json' },
  reset_mid_body: { ...none, action: 'reset_mid_body' },
  accept_202_sent: { ...none, action: 'accept_202', delay_ms: 1000 },
  accept_202_failed: { ...none, action: 'accept_202', outcome: 'failed', delay_ms: 1000 },
  nonsense: { ...none, action: 'persona', persona: 'sandbox-nonsense' },
  refusal: { ...none, action: 'persona', persona: 'sandbox-refuse' },
  fenced: { ...none, action: 'persona', persona: 'sandbox-fenced' },
};

/** Kinds that carry the status they answer, as `status_503`. */
const withStatus: Record<string, RequestFault> = {
  status: { ...none, action: 'status' },
  kept: { ...none, action: 'status', kept: true },
  html: { ...none, action: 'html' },
  accept_then: { ...none, action: 'accept_then_status' },
  accept_then_kept: { ...none, action: 'accept_then_status', kept: true },
  accept_then_html: { ...none, action: 'accept_then_html' },
};

/** The fault a kind stands for, or undefined when there is no such kind. */
export function kindOf(name: string): RequestFault | undefined {
  if (Object.hasOwn(words, name)) return words[name];
  const [, what = '', status] = /^(.+)_([2-5]\d\d)$/.exec(name) ?? [];
  const fault = Object.hasOwn(withStatus, what) ? withStatus[what] : undefined;
  return fault && { ...fault, status: Number(status) };
}

/** Whether a kind makes sense for an endpoint: only sends have keys and a queue, only models have personas. */
export function fits(endpoint: Endpoint, kind: string): boolean {
  const fault = kindOf(kind);
  if (!fault) return false;
  if (fault.action === 'persona') return endpoint.startsWith('model');
  if (fault.action === 'accept_202') return endpoint === 'send' || endpoint === 'send_draft';
  return !fault.kept || endpoint === 'send';
}

/** The longest wait of a late notification, and of one held back for the next, where the settings say none. */
const waits: Record<string, number> = { late: 5_000, reorder: 1_000 };

export function webhookKindOf(name: string): WebhookFault | undefined {
  const action = webhookActions.find((known) => known === `webhook_${name}`);
  return action && { action, delay_ms: waits[name] ?? 0, copies: 1 };
}
