import type { Cost } from '#domain/decision.ts';
import type { Metrics } from './metrics.ts';
import type { Note } from './note.ts';

/** The events of calls to Nylas and to the model; a part of `Events`. */
export function callEvents(note: Note, metrics: Metrics) {
  return {
    /** `status` is the HTTP status, or a word such as `timeout` where there was no answer. */
    nylasCalled(call: { operation: string; status: number | string; tookMs: number }): void {
      const { operation, status, tookMs } = call;
      note('debug', 'nylas.called', call, () =>
        metrics.nylasSeconds.observe({ operation, status: String(status) }, tookMs / 1000),
      );
    },

    /** `name` is the schema's name; `status` a word such as `ok` or `transient`, or the HTTP status. */
    modelCalled(call: {
      name: string;
      status: number | string;
      tookMs: number;
      cost?: Cost | undefined;
    }): void {
      const { name, status, tookMs, cost } = call;
      note('debug', 'model.called', call, () => {
        metrics.modelSeconds.observe({ name, status: String(status) }, tookMs / 1000);
        if (cost === undefined) return;
        metrics.modelCalls.inc({ name }, cost.model_calls);
        metrics.modelTokens.inc({ name, direction: 'input' }, cost.input_tokens);
        metrics.modelTokens.inc({ name, direction: 'output' }, cost.output_tokens);
      });
    },
  };
}
