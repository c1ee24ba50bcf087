import { z } from 'zod';

/** The keys of `agent.yaml` that say how replies rest on the knowledge. */
export const evidenceKeys = {
  /**
   * `claims`: money, shares, times, quantities, promises, words of the law and of the stock need support. `strict`: every
   * sentence that states something does.
   */
  evidence: z.enum(['claims', 'strict']).default('claims'),
};
