import { z } from 'zod';
import type { Peers } from './peers.ts';

/**
 * How often what goes wrong at Nylas, at the model and with notifications, as the sandbox draws it (sandbox/README.md,
 * "Chaos"). Listings do not lag: mail that neither a notification nor a listing tells of cannot be answered in its turn.
 */
const rates = {
  endpoints: {
    send: {
      accept_then_drop: 0.02,
      accept_then_504: 0.015,
      accept_then_html_502: 0.01,
      malformed_json: 0.01,
      status_503: 0.02,
      html_502: 0.01,
      drop_before: 0.015,
      status_429: { rate: 0.02, retry_after: 1 },
      accept_202_sent: { rate: 0.02, ms: 2000 },
      delay: { rate: 0.03, ms: 3000 },
    },
    list: {
      status_500: 0.02,
      status_429: { rate: 0.02, retry_after: 1 },
      html_502: 0.01,
      drop_before: 0.01,
      reset_mid_body: 0.01,
      truncated_json: 0.01,
      delay: { rate: 0.05, ms: 800 },
    },
    get: { status_503: 0.03, status_404: 0.01 },
    drafts: { accept_then_drop: 0.03, accept_then_504: 0.02, status_503: 0.03, malformed_json: 0.01 },
    model: {
      status_503: 0.04,
      status_429: 0.02,
      drop_before: 0.01,
      nonsense: 0.02,
      truncated_json: 0.01,
      refusal: 0.005,
      fenced: 0.05,
      delay: { rate: 0.03, ms: 1500 },
    },
  },
  webhooks: {
    duplicate: 0.2,
    second_id: 0.05,
    reorder: 0.1,
    updated_first: 0.05,
    late: { rate: 0.05, ms: 3000 },
    lost: 0.02,
    truncated: 0.02,
    gzip: 0.2,
  },
  lag: { metadata: { rate: 0.05, ms: 800 } },
};

/** What takes minutes to come to its end, and thus has no place in the short form. */
const slow = { kept_500: 0.005, accept_then_kept_504: 0.005, accept_202_failed: 0.005 };

export async function startChaos(peers: Peers, seed: number, form: 'short' | 'long'): Promise<void> {
  const { endpoints } = rates;
  const send = form === 'long' ? { ...endpoints.send, ...slow } : endpoints.send;
  await peers.control('PUT', '/sandbox/chaos', { ...rates, seed, endpoints: { ...endpoints, send } });
}

const Report = z.object({
  data: z.object({ counts: z.record(z.string(), z.record(z.string(), z.number())) }),
});

/** Ends the faults of the sandbox; gives how often each struck. */
export async function endChaos(peers: Peers): Promise<Record<string, number>> {
  const { data } = Report.parse(await peers.control('DELETE', '/sandbox/chaos'));
  const struck = Object.entries(data.counts).flatMap(([where, kinds]) =>
    Object.entries(kinds)
      .filter(([kind]) => kind !== 'requests' && kind !== 'notifications')
      .map(([kind, count]): [string, number] => [`${where}: ${kind}`, count]),
  );
  return Object.fromEntries(struck);
}
