/** Where a passage comes from: the agent's folder, or a tool it used. */
export type Origin = 'knowledge' | 'tool';

/** A piece of text that a draft may rest on. */
export type Passage = {
  /** What a draft cites: `shipping.md#2`; with pages `guide.pdf#p3.2`, the second passage of page 3. */
  id: string;
  /** The file, or tool. */
  source: string;
  /** Headings above it, outermost first: `Shipping > Germany`; empty where there are none. */
  heading: string;
  /** From 1, where the source has pages. */
  page?: number | undefined;
  text: string;
  origin: Origin;
};
