import { z } from 'zod';
import { newId } from '../ids.ts';
import { createRandom } from '../random.ts';
import { type RequestFault, requestActions, type WebhookFault, webhookActions } from './actions.ts';
import { endpointOf, endpoints, type FaultRequest, isModelCall } from './endpoints.ts';

const MAX_DELAY_MS = 3_600_000;

/** How often a rule applies: to every match, to a share of them, after some, so many times. */
const howOften = {
  /** How often it applies; without it until it is removed. */
  times: z.number().int().positive().optional(),
  /** Matches that pass before it applies. */
  skip: z.number().int().min(0).default(0),
  /** The share of the matches behind `skip` it applies to; drawn with `seed`. */
  rate: z.number().min(0).max(1).default(1),
  seed: z.number().int().default(1),
  delay_ms: z.number().int().min(0).max(MAX_DELAY_MS).default(0),
};

const RequestRule = z.strictObject({
  match: z
    .strictObject({
      method: z.string().toUpperCase().optional(),
      /** Part of the path, or a pattern of the whole path with `*`. */
      path: z.string().min(1).optional(),
      endpoint: z.enum(endpoints).optional(),
      /** Schema name asked for (`classification`, `draft`), or `*` for every model call. */
      model: z.string().min(1).optional(),
    })
    .default({}),
  ...howOften,
  action: z.enum(requestActions),
  status: z.number().int().min(200).max(599).optional(),
  type: z.string().optional(),
  retry_after: z.union([z.string(), z.number()]).optional(),
  kept: z.boolean().default(false),
  outcome: z.enum(['sent', 'failed']).default('sent'),
  persona: z.string().min(1).optional(),
});

const WebhookRule = z.strictObject({
  match: z
    .strictObject({
      /** A trigger, or a pattern with `*` such as `message.*`. */
      trigger: z.string().min(1).optional(),
      grant: z.string().min(1).optional(),
    })
    .default({}),
  ...howOften,
  action: z.enum(webhookActions),
  copies: z.number().int().min(1).max(100).default(1),
});

/** One rule of the fault table; sandbox/README.md, "Faults", says what each action does. */
const FaultRule = z.discriminatedUnion('action', [RequestRule, WebhookRule]);
type FaultRule = z.infer<typeof FaultRule>;

/** One rule or several. */
export const FaultRules: z.ZodType<FaultRule[]> = z.preprocess(
  (given): unknown => (Array.isArray(given) ? given : [given]),
  z.array(FaultRule).min(1),
);

export type Fault = FaultRule & { id: string; applied: number; seen: number };
type Entry = { fault: Fault; random: () => number };

export type Faults = {
  add(rule: FaultRule): Fault;
  list(): Fault[];
  isEmpty(): boolean;
  remove(id: string): boolean;
  clear(): void;
  /** The first rule that applies to this request, counted as used. */
  take(request: FaultRequest): RequestFault | undefined;
  /** Every rule that applies to this notification, counted as used. */
  takeAll(notification: { type: string; grantId: string | undefined }): WebhookFault[];
};

/** The table of faults: rules are tried in the order they were added. */
export function createFaults(): Faults {
  let table: Entry[] = [];
  return {
    add(rule) {
      const fault = { ...rule, id: newId('flt'), applied: 0, seen: 0 };
      table.push({ fault, random: createRandom(rule.seed, 'rule') });
      return fault;
    },
    list: () => table.map(({ fault }) => fault),
    isEmpty: () => table.length === 0,
    remove(id) {
      const before = table.length;
      table = table.filter(({ fault }) => fault.id !== id);
      return table.length < before;
    },
    clear() {
      table = [];
    },
    take(request) {
      for (const entry of table) {
        const { fault } = entry;
        if (isWebhook(fault) || !matchesRequest(fault.match, request)) continue;
        if (applies(entry)) return fault;
      }
      return undefined;
    },
    takeAll(notification) {
      const found: WebhookFault[] = [];
      for (const entry of table) {
        const { fault } = entry;
        if (!isWebhook(fault) || !matchesNotification(fault.match, notification)) continue;
        if (applies(entry)) found.push(fault);
      }
      return found;
    },
  };
}

function isWebhook(fault: Fault): fault is Fault & z.infer<typeof WebhookRule> {
  return fault.action.startsWith('webhook_');
}

function applies({ fault, random }: Entry): boolean {
  if (fault.times !== undefined && fault.applied >= fault.times) return false;
  fault.seen++;
  if (fault.seen <= fault.skip) return false;
  if (fault.rate < 1 && random() >= fault.rate) return false;
  fault.applied++;
  return true;
}

function matchesRequest(match: z.infer<typeof RequestRule>['match'], request: FaultRequest): boolean {
  if (match.method !== undefined && match.method !== request.method) return false;
  if (match.path !== undefined && !patternMatches(match.path, request.path)) return false;
  if (match.endpoint !== undefined && !isEndpoint(match.endpoint, request)) return false;
  if (match.model === undefined) return true;
  return isModelCall(request) && (match.model === '*' || match.model === request.schema());
}

function isEndpoint(wanted: string, request: FaultRequest): boolean {
  const endpoint = endpointOf(request);
  return endpoint === wanted || (endpoint === 'model' && wanted === `model_${request.schema()}`);
}

function matchesNotification(
  match: z.infer<typeof WebhookRule>['match'],
  { type, grantId }: { type: string; grantId: string | undefined },
): boolean {
  if (match.grant !== undefined && match.grant !== grantId) return false;
  if (match.trigger === undefined || match.trigger === type) return true;
  return match.trigger.includes('*') && patternMatches(match.trigger, type);
}

function patternMatches(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return text.includes(pattern);
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
