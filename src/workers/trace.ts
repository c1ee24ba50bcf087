import { addCost, type Cost, noCost } from '#domain/decision.ts';
import type { Step } from '#domain/ledger.ts';
import type { Clock } from '#domain/ports.ts';
import type { Events } from '#telemetry/events.ts';

/** Collects the steps and the cost of one piece of work, for the account in the ledger. */
export type Trace = {
  steps: Step[];
  cost: Cost;
  /** Runs a step and notes how long it took, also when it throws. `detail` says what came of it. */
  step<T>(name: string, run: () => Promise<T>, detail?: (result: T) => string | undefined): Promise<T>;
  /** Notes a step that took no time worth measuring. */
  note(name: string, detail?: string): void;
  spend(cost: Cost): void;
};

export function createTrace(now: Clock, events: Pick<Events, 'stepTook'>): Trace {
  const trace: Trace = {
    steps: [],
    cost: noCost,
    async step(name, run, detail) {
      const atMs = now();
      const add = (text: string | undefined) => {
        const tookMs = now() - atMs;
        trace.steps.push({ name, atMs, tookMs, ...(text === undefined ? {} : { detail: text }) });
        events.stepTook(name, tookMs);
      };
      try {
        const result = await run();
        add(detail?.(result));
        return result;
      } catch (error) {
        add('failed');
        throw error;
      }
    },
    note(name, detail) {
      trace.steps.push({ name, atMs: now(), tookMs: 0, ...(detail === undefined ? {} : { detail }) });
    },
    spend(cost) {
      trace.cost = addCost(trace.cost, cost);
    },
  };
  return trace;
}
