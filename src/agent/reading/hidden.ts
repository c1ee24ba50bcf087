/**
 * How text was kept from its reader's eyes. `preheader` is the line newsletters hide at their top to fill the preview
 * of an inbox, the one kind that honest mail is full of.
 */
export type HiddenKind = 'style' | 'tags' | 'preheader';

/** What was removed from a mail because its reader cannot see it. */
export type Hidden = {
  /** Blanks aside. */
  characters: number;
  kinds: readonly HiddenKind[];
  /** The removed text, cut; for checks and people, never for a model. */
  text: string;
};

export const nothingHidden: Hidden = { characters: 0, kinds: [], text: '' };
