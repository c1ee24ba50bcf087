import type { Call, Exchange } from './call.ts';
import type { Nylas } from './api.ts';
import { read } from './fault.ts';
import * as wire from './schema.ts';

const GRANTS = '/v3/grants';
const GRANTS_PAGE = 100;
const MAX_GRANTS = 10_000;

type AccountCalls = Pick<Nylas, 'listGrants' | 'getGrant' | 'createAccount'>;

/** Accounts of the application (CONTRACT section 3.11). */
export function accountCalls(exchange: Exchange, timeoutMs: number): AccountCalls {
  return {
    /** Grants page by offset. A short page proves nothing, as the largest page is not known; an empty one does. */
    async listGrants(signal) {
      const grants = new Map<string, wire.Grant>();
      for (let offset = 0; offset < MAX_GRANTS;) {
        const query = { limit: String(GRANTS_PAGE), offset: String(offset) };
        const call: Call = { operation: 'listGrants', method: 'GET', route: GRANTS, query, timeoutMs };
        const { data } = read(call, await exchange(call, signal), wire.GrantPage);
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
      return read(call, await exchange(call, signal), wire.OneGrant).data;
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
      return read(call, await exchange(call, signal), wire.OneGrant).data;
    },
  };
}
