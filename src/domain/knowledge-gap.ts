/** A question that the knowledge of an agent did not answer. */
export type KnowledgeGap = {
  agent: string;
  grantId: string;
  messageId: string;
  /** In the sender's words, with addresses and long numbers left out. */
  question: string;
  atMs: number;
};

/** Questions that ask about the same, the most frequent first in a report. */
export type GapGroup = {
  agent: string;
  /** One of them, the shortest. */
  question: string;
  count: number;
  messages: { grantId: string; messageId: string }[];
  /** The file and heading an answer may belong to: what comes nearest; null where nothing does. */
  belongsTo: string | null;
  lastAtMs: number;
};
