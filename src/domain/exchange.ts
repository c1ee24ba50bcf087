import type { Cost } from './decision.ts';

/** A question to a model and its answer, word for word as they were sent. */
export type Exchange = {
  step: string;
  atMs: number;
  /** The model that answered, or was asked last. */
  model: string;
  system: string;
  user: string;
  /** Empty where none came. */
  answer: string;
  /** Why none came; null when one did. */
  fault: string | null;
  tookMs: number;
  cost: Cost;
};
