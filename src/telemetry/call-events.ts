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
  };
}
