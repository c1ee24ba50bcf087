import { z } from 'zod';
import { newId } from '../ids.ts';

/** One rule of the fault table; sandbox/README.md, "Faults", says what each action does. */
export const FaultRule = z.strictObject({
  match: z
    .strictObject({
      method: z.string().toUpperCase().optional(),
      /** Part of the path, or a pattern of the whole path with `*`. */
      path: z.string().min(1).optional(),
      /** Schema name asked for (`classification`, `draft`), or `*` for every model call. */
      model: z.string().min(1).optional(),
    })
    .default({}),
  /** How often it applies; without it until it is removed. */
  times: z.number().int().positive().optional(),
  /** Matching requests that pass before it applies. */
  skip: z.number().int().min(0).default(0),
  action: z.enum([
    'status',
    'delay',
    'drop_before',
    'accept_then_drop',
    'accept_then_status',
    'accept_202',
    'malformed_json',
    'html',
  ]),
  status: z.number().int().min(200).max(599).optional(),
  /** `error.type` of the answer. */
  type: z.string().optional(),
  /** Value of the `Retry-After` header. */
  retry_after: z.union([z.string(), z.number()]).optional(),
  delay_ms: z.number().int().min(0).max(600_000).default(0),
  /** `status` only: the outcome is kept under the request's Idempotency-Key, as for a fault behind the edge. */
  kept: z.boolean().default(false),
  /** `accept_202` only: how the queued send ends. */
  outcome: z.enum(['sent', 'failed']).default('sent'),
});
export type FaultRule = z.infer<typeof FaultRule>;

export type Fault = FaultRule & { id: string; applied: number; seen: number };

export type Faults = {
  add(rule: FaultRule): Fault;
  list(): Fault[];
  remove(id: string): boolean;
  clear(): void;
  /** The first rule that applies to this request, counted as used; `model` is the schema name of a model call. */
  take(request: { method: string; path: string; model: string | undefined }): Fault | undefined;
};

/** The table of faults: rules are tried in the order they were added. */
export function createFaults(): Faults {
  let table: Fault[] = [];
  return {
    add(rule) {
      const fault = { ...rule, id: newId('flt'), applied: 0, seen: 0 };
      table.push(fault);
      return fault;
    },
    list: () => table,
    remove(id) {
      const before = table.length;
      table = table.filter((fault) => fault.id !== id);
      return table.length < before;
    },
    clear() {
      table = [];
    },
    take(request) {
      for (const fault of table) {
        if (!matches(fault.match, request)) continue;
        if (fault.times !== undefined && fault.applied >= fault.times) continue;
        fault.seen++;
        if (fault.seen <= fault.skip) continue;
        fault.applied++;
        return fault;
      }
      return undefined;
    },
  };
}

function matches(
  match: FaultRule['match'],
  request: { method: string; path: string; model: string | undefined },
): boolean {
  if (match.method !== undefined && match.method !== request.method) return false;
  if (match.path !== undefined && !pathMatches(match.path, request.path)) return false;
  if (match.model === undefined) return true;
  return request.model !== undefined && (match.model === '*' || match.model === request.model);
}

function pathMatches(pattern: string, path: string): boolean {
  if (!pattern.includes('*')) return path.includes(pattern);
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(path);
}
