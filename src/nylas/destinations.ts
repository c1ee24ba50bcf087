import type { Call, Exchange } from './call.ts';
import type { Nylas } from './api.ts';
import { read } from './fault.ts';
import { allPages } from './pages.ts';
import * as wire from './schema.ts';

type DestinationCalls = Pick<Nylas, 'listWebhooks' | 'createWebhook' | 'activateWebhook' | 'rotateSecret'>;

/** Webhook destinations of the application (CONTRACT section 1.1). */
export function destinationCalls(exchange: Exchange, timeoutMs: number): DestinationCalls {
  return {
    async listWebhooks(signal) {
      const call: Call = { operation: 'listWebhooks', method: 'GET', route: '/v3/webhooks', timeoutMs };
      return (await allPages(exchange, call, wire.WebhookPage, signal)).map(withoutSecret);
    },

    async createWebhook({ url, triggers, description, notify, compressed }, signal) {
      const body = JSON.stringify({
        trigger_types: triggers,
        webhook_url: url,
        description,
        notification_email_addresses: notify,
        compressed_delivery: compressed,
      });
      const call: Call = {
        operation: 'createWebhook',
        method: 'POST',
        route: '/v3/webhooks',
        body,
        timeoutMs,
      };
      const { data } = read(call, await exchange(call, signal), wire.CreatedWebhook);
      return { ...withoutSecret(data), secret: data.webhook_secret };
    },

    async activateWebhook(webhookId, signal) {
      const body = JSON.stringify({ status: 'active' });
      const route = '/v3/webhooks/{webhook}';
      const call: Call = {
        operation: 'activateWebhook',
        method: 'PUT',
        route,
        ids: [webhookId],
        body,
        timeoutMs,
      };
      return withoutSecret(read(call, await exchange(call, signal), wire.OneWebhook).data);
    },

    async rotateSecret(webhookId, signal) {
      const route = '/v3/webhooks/rotate-secret/{webhook}';
      const call: Call = { operation: 'rotateSecret', method: 'POST', route, ids: [webhookId], timeoutMs };
      const { data } = read(call, await exchange(call, signal), wire.RotatedWebhook);
      return { secret: data.webhook_secret };
    },
  };
}

/** A listed destination is printed and logged; its secret must not come along, should Nylas ever give it. */
function withoutSecret(webhook: wire.Webhook): wire.Webhook {
  const { webhook_secret: _secret, ...rest } = webhook;
  return rest;
}
