import { createRandom } from '../random.ts';
import type { RequestFault, WebhookFault } from './actions.ts';
import { kindOf, webhookKindOf } from './chaos-kinds.ts';
import type { Chaos } from './chaos.ts';
import { type Endpoint, endpointOf, endpoints, type FaultRequest } from './endpoints.ts';

/** How often each kind struck, by endpoint; `requests` and `notifications` are what it could have struck. */
type Counts = Record<string, Record<string, number>>;

/** Draws the faults of one setting. */
export type ChaosRun = {
  settings: Chaos;
  counts: Counts;
  /** The fault of this request, if it has one. */
  ofRequest(request: FaultRequest): RequestFault | undefined;
  ofNotification(): WebhookFault[];
  /** How long a message that was just filed stays out of listings and of metadata look-ups, in milliseconds. */
  lagOfMessage(): Lag;
};
export type Lag = { listingMs: number; metadataMs: number };

const USUAL_LAG_MS = 1_000;

/** The same settings and the same order of calls to an endpoint give the same faults. */
export function createChaosRun(settings: Chaos): ChaosRun {
  const counts: Counts = {};
  const streams = new Map<string, () => number>();

  const count = (of: string, kind: string) => {
    const row = (counts[of] ??= {});
    row[kind] = (row[kind] ?? 0) + 1;
  };
  const draw = (name: string): number => {
    let stream = streams.get(name);
    if (!stream) streams.set(name, (stream = createRandom(settings.seed, name)));
    return stream();
  };
  const wait = (name: string, ms: number) => (ms === 0 ? 0 : Math.round(draw(`${name}/ms`) * ms));

  function lagBy(name: 'listing' | 'metadata'): number {
    const given = settings.lag[name];
    if (!given || draw(`lag/${name}`) >= given.rate) return 0;
    count('lag', name);
    return wait(`lag/${name}`, given.ms ?? USUAL_LAG_MS);
  }

  return {
    settings,
    counts,
    ofRequest(request) {
      const endpoint = configured(settings.endpoints, request);
      if (!endpoint) return undefined;
      count(endpoint, 'requests');
      const [kind, rate] = pick(settings.endpoints[endpoint] ?? {}, draw(endpoint)) ?? [];
      const fault = kind === undefined ? undefined : kindOf(kind);
      if (kind === undefined || !fault) return undefined;
      count(endpoint, kind);
      const delayMs = wait(endpoint, rate?.ms ?? fault.delay_ms);
      return { ...fault, retry_after: rate?.retry_after, delay_ms: delayMs };
    },
    ofNotification() {
      count('webhooks', 'notifications');
      return Object.entries(settings.webhooks).flatMap(([kind, { rate, ms }]) => {
        const fault = webhookKindOf(kind);
        if (!fault || draw(`webhooks/${kind}`) >= rate) return [];
        count('webhooks', kind);
        return { ...fault, delay_ms: wait(`webhooks/${kind}`, ms ?? fault.delay_ms) };
      });
    },
    lagOfMessage: () => ({ listingMs: lagBy('listing'), metadataMs: lagBy('metadata') }),
  };
}

/** The endpoint whose rates a request falls under; a model call has those of its schema, where there are any. */
function configured(rates: Chaos['endpoints'], request: FaultRequest): Endpoint | undefined {
  const endpoint = endpointOf(request);
  if (endpoint === undefined) return undefined;
  const schema = endpoint === 'model' ? `model_${request.schema()}` : endpoint;
  return [schema, endpoint].flatMap(
    (name) => endpoints.find((known) => known === name && rates[known]) ?? [],
  )[0];
}

/** The entry a number in [0, 1) falls on when the rates are laid side by side. */
function pick<T extends { rate: number }>(rates: Record<string, T>, drawn: number): [string, T] | undefined {
  let left = drawn;
  return Object.entries(rates).find(([, { rate }]) => (left -= rate) < 0);
}
