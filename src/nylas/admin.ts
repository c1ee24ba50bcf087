import type { Call, Exchange } from './call.ts';
import type { Nylas } from './api.ts';
import { read } from './fault.ts';
import { allPages } from './pages.ts';
import * as wire from './schema.ts';

const GRANTS = '/v3/grants';
const GRANTS_PAGE = 100;
const MAX_GRANTS = 10_000;

type AdminCalls = Pick<
  Nylas,
  | 'listGrants'
  | 'getGrant'
  | 'createAccount'
  | 'listWebhooks'
  | 'createWebhook'
  | 'activateWebhook'
  | 'rotateSecret'
>;

/** Accounts and webhook destinations of the application (CONTRACT sections 1.1 and 3.11). */
export function adminCalls(exchange: Exchange, timeoutMs: number): AdminCalls {
  return {
    /** Grants page by offset. A short page proves nothing, as the largest page is not known; an empty one does. */
    async listGrants(signal) {
      const grants = new Map<string, wire.Grant>();
      for (let offset = 0; offset < MAX_GRANTS;) {
        const query = { limit: String(GRANTS_PAGE), offset: String(offset) };
        const call: Call = { operation: 'listGrants', method: 'GET', route: GRANTS, query, timeoutMs };
        const { data } = read(call, await exchange(call, signal), wire.page(wire.Grant));
        const known = grants.size;
        for (const grant of data ?? []) grants.set(grant.id, grant);
        if (grants.size === known) break;
        offset += data?.length ?? 0;
      }
      return [...grants.values()];
    },

    async getGrant(grantId, signal) {
      const call: Call = {
        operation: 'getGrant',
        method: 'GET',
        route: '/v3/grants/{grant}',
        ids: [grantId],
        timeoutMs,
      };
      return read(call, await exchange(call, signal), wire.one(wire.Grant)).data;
    },

    async createAccount({ email, name }, signal) {
      const body = JSON.stringify({ provider: 'nylas', name, settings: { email } });
      const call: Call = {
        operation: 'createAccount',
        method: 'POST',
        route: '/v3/connect/custom',
        body,
        timeoutMs,
      };
      return read(call, await exchange(call, signal), wire.one(wire.Grant)).data;
    },

    async listWebhooks(signal) {
      const call: Call = { operation: 'listWebhooks', method: 'GET', route: '/v3/webhooks', timeoutMs };
      return (await allPages(exchange, call, wire.Webhook, signal)).map(withoutSecret);
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
      const shape = wire.one(wire.Webhook.extend(wire.WebhookSecret.shape));
      const { data } = read(call, await exchange(call, signal), shape);
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
      return withoutSecret(read(call, await exchange(call, signal), wire.one(wire.Webhook)).data);
    },

    async rotateSecret(webhookId, signal) {
      const route = '/v3/webhooks/rotate-secret/{webhook}';
      const call: Call = { operation: 'rotateSecret', method: 'POST', route, ids: [webhookId], timeoutMs };
      const { data } = read(call, await exchange(call, signal), wire.one(wire.WebhookSecret));
      return { secret: data.webhook_secret };
    },
  };
}

/** A listed destination is printed and logged; its secret must not come along, should Nylas ever give it. */
function withoutSecret(webhook: wire.Webhook): wire.Webhook {
  const { webhook_secret: _secret, ...rest } = webhook;
  return rest;
}
