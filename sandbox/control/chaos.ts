import { z } from 'zod';
import { fits, webhookKindOf } from './chaos-kinds.ts';
import { endpoints } from './endpoints.ts';

const MAX_MS = 600_000;

/** A rate of 0 to 1, alone or with the longest wait of the fault (each wait is drawn from 0 to `ms`). */
const Rate = z
  .union(
    [
      z.number().min(0).max(1),
      z.strictObject({
        rate: z.number().min(0).max(1),
        ms: z.number().int().min(0).max(MAX_MS).optional(),
        retry_after: z.union([z.string(), z.number()]).optional(),
      }),
    ],
    'write a rate of 0 to 1, or {rate, ms, retry_after}',
  )
  .transform((given) => (typeof given === 'number' ? { rate: given } : given));

const Rates = z.record(z.string(), Rate);

/** Rates by endpoint and kind. A request has one fault, so that the rates of an endpoint share 1 among them. */
const Endpoints = z.partialRecord(z.enum(endpoints), Rates).superRefine((given, context) => {
  for (const endpoint of endpoints) {
    const rates = given[endpoint] ?? {};
    const sum = Object.values(rates).reduce((total, { rate }) => total + rate, 0);
    if (sum > 1 + 1e-9) {
      context.addIssue({ code: 'custom', path: [endpoint], message: 'the rates add up to more than 1' });
    }
    for (const kind of Object.keys(rates)) {
      if (!fits(endpoint, kind)) {
        context.addIssue({ code: 'custom', path: [endpoint, kind], message: 'is no fault of this endpoint' });
      }
    }
  }
});

const WebhookRates = Rates.superRefine((rates, context) => {
  for (const kind of Object.keys(rates)) {
    if (!webhookKindOf(kind)) {
      context.addIssue({ code: 'custom', path: [kind], message: 'is no fault of a notification' });
    }
  }
});

/** Faults drawn at random; sandbox/README.md, "Chaos", lists endpoints and kinds. */
export const Chaos = z.strictObject({
  seed: z.number().int(),
  endpoints: Endpoints.default({}),
  webhooks: WebhookRates.default({}),
  lag: z.strictObject({ listing: Rate.optional(), metadata: Rate.optional() }).default({}),
});
export type Chaos = z.infer<typeof Chaos>;
