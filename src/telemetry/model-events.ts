import type { Cost } from '#domain/decision.ts';
import type { Metrics } from './metrics.ts';
import { type Note, nothing } from './note.ts';

/** What is told of models: each question, how their servers are, and what they may cost. */
export function modelEvents(note: Note, metrics: Metrics) {
  return {
    /** One model was asked. `name` is the schema's name; `status` a word such as `ok` or `fault`. */
    modelCalled(call: { name: string; model: string; status: string; tookMs: number; cost: Cost }): void {
      const { name, model, status, tookMs, cost } = call;
      note('debug', 'model.called', call, () => {
        metrics.modelSeconds.observe({ name, status }, tookMs / 1000);
        metrics.modelCalls.inc({ name, model }, cost.model_calls);
        metrics.modelTokens.inc({ name, model, direction: 'input' }, cost.input_tokens);
        metrics.modelTokens.inc({ name, model, direction: 'cached' }, cost.cached_tokens ?? 0);
        metrics.modelTokens.inc({ name, model, direction: 'output' }, cost.output_tokens);
      });
    },

    /** A budget is spent, so nobody is asked about a message: an alarm, the first time of a day. */
    budgetSpent(stop: {
      agent: string;
      grantId: string;
      messageId: string;
      scope: string;
      unit: string;
      outcome: string;
      isNews: boolean;
    }): void {
      const { isNews, ...rest } = stop;
      const { agent, scope, outcome } = stop;
      note(isNews ? 'error' : 'info', 'budget.spent', rest, () =>
        metrics.budgetStops.inc({ agent, scope, outcome }),
      );
    },

    /** An agent comes near a bound and asks its smaller models; told of once a day. */
    budgetNear(at: { agent: string }): void {
      note('warn', 'budget.near', at, nothing);
    },

    /** A model failed so often that it is passed over for a while, or it answers again. */
    modelAway({ away, ...place }: { model: string; server: string; away: boolean }): void {
      if (away) note('warn', 'model.away', place, () => metrics.modelsAway.inc({ model: place.model }));
      else note('info', 'model.back', place, nothing);
    },
  };
}
