import { addCost, type Cost, noCost } from '#domain/decision.ts';
import type { Step, StepCost } from '#domain/ledger.ts';
import type { Clock } from '#domain/ports.ts';
import type { Events } from '#telemetry/events.ts';

/** Collects the steps and the cost of one piece of work, for the account in the ledger. */
export type Trace = {
  steps: Step[];
  cost: Cost;
  /**
   * Runs a step and notes how long it took and what it spent, also when it throws. `detail` says what came of it.
   * What is spent counts at once for the whole.
   */
  step<T>(
    name: string,
    run: (spend: Spend) => Promise<T>,
    detail?: (result: T) => string | undefined,
  ): Promise<T>;
  /** Notes a step that took no time worth measuring. */
  note(name: string, detail?: string): void;
};

/** Why a question was broken off: nobody wants its answer any more. */
export class NotWanted extends Error {
  override name = 'NotWanted';
}

/** Notes what one model cost. */
export type Spend = (model: string, cost: Cost) => void;

export function createTrace(now: Clock, events: Pick<Events, 'stepTook'>): Trace {
  const trace: Trace = {
    steps: [],
    cost: noCost,
    async step(name, run, detail) {
      const atMs = now();
      let cost: StepCost | undefined;
      const add = (text: string | undefined) => {
        const tookMs = now() - atMs;
        trace.steps.push({
          name,
          atMs,
          tookMs,
          ...(text === undefined ? {} : { detail: text }),
          ...(cost === undefined ? {} : { cost }),
        });
        events.stepTook(name, tookMs);
      };
      const spend: Spend = (model, spent) => {
        cost = { model, ...addCost(cost ?? noCost, spent) };
        trace.cost = addCost(trace.cost, spent);
      };
      try {
        const result = await run(spend);
        add(detail?.(result));
        return result;
      } catch (error) {
        add(error instanceof NotWanted ? 'not wanted' : 'failed');
        throw error;
      }
    },
    note(name, detail) {
      trace.steps.push({ name, atMs: now(), tookMs: 0, ...(detail === undefined ? {} : { detail }) });
    },
  };
  return trace;
}
