import type { Metrics } from './metrics.ts';
import { kindOf, type Note, nothing } from './note.ts';

/** What is told of the knowledge of agents and of what it lacks. */
export function knowledgeEvents(note: Note, metrics: Metrics) {
  return {
    /** Every passage of an agent has its vector. */
    knowledgeEmbedded(done: { agent: string; passages: number }): void {
      note('info', 'knowledge.embedded', done, nothing);
    },

    /** What an agent could not answer in a week: how much, and where answers may belong. The questions are in the report. */
    knowledgeReported(report: {
      agent: string;
      questions: number;
      messages: number;
      top: readonly { count: number; belongsTo: string | null; messageId: string | undefined }[];
    }): void {
      note('info', 'knowledge.report', report, nothing);
    },

    /** Vectors could not be had; passages are found by words alone. */
    embeddingFailed({ agent, error }: { agent: string; error: unknown }): void {
      note('warn', 'knowledge.embedding_failed', { agent, err: error }, () =>
        metrics.embeddingFaults.inc({ kind: kindOf(error) }),
      );
    },
  };
}
