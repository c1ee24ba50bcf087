import type { Knowledge, Passage } from './knowledge.ts';

/** What a draft may rest on, beside the conversation and the team's instructions. */
export type Evidence = {
  /** What was found for the question; a draft cites their ids. */
  passages: Passage[];
  knowledge: Knowledge;
};
