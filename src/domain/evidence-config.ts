import { z } from 'zod';

/** The keys of `agent.yaml` that say how replies rest on the knowledge. */
export const evidenceKeys = {
  /**
   * `claims`: money, shares, times, quantities, promises, words of the law and of the stock need support. `strict`: every
   * sentence that states something does.
   */
  evidence: z.enum(['claims', 'strict']).default('claims'),
  /** The model of the same server that turns passages and questions into vectors; without one they are found by words alone. */
  embeddings: z.string().trim().min(1).max(200).optional(),
};
