import type { Metrics } from './metrics.ts';
import type { Note } from './note.ts';

/** The events of calls to Nylas; a part of `Events`. */
export function callEvents(note: Note, metrics: Metrics) {
  return {
    /** `status` is the HTTP status, or a word such as `timeout` where there was no answer. */
    nylasCalled(call: { operation: string; status: number | string; tookMs: number }): void {
      const { operation, status, tookMs } = call;
      note('debug', 'nylas.called', call, () =>
        metrics.nylasSeconds.observe({ operation, status: String(status) }, tookMs / 1000),
      );
    },

    /** A tool of an agent was called; names come from agent.yaml. */
    toolCalled(call: { agent: string; tool: string; outcome: string; tookMs: number }): void {
      const { tool, outcome, tookMs } = call;
      note('debug', 'tool.called', call, () => metrics.toolSeconds.observe({ tool, outcome }, tookMs / 1000));
    },
  };
}
