/**
 * How text was kept from its reader's eyes. By style: `display`, `visibility`, `opacity`, `size`, `colour` (as the
 * ground), `clipped` (no room, or outside the page), `attribute`. By characters no client shows: `tags` (Unicode tags
 * and private use), `selectors` (variation selectors in rows). The rest is what honest mail is full of: `preheader` (the
 * line newsletters hide at their top for the preview of an inbox), `repeated` (stands visibly elsewhere, as for another
 * width of screen), `token` (one word for a machine), `quoted` (inside what the mail quotes).
 */
export type HiddenKind =
  | 'display'
  | 'visibility'
  | 'opacity'
  | 'size'
  | 'colour'
  | 'clipped'
  | 'attribute'
  | 'tags'
  | 'selectors'
  | 'preheader'
  | 'repeated'
  | 'token'
  | 'quoted';

/** What was removed from a mail because its reader cannot see it. */
export type Hidden = {
  /** Blanks aside. */
  characters: number;
  kinds: readonly HiddenKind[];
  /** The removed text, cut; for checks and people, never for a model. */
  text: string;
};

const harmless: ReadonlySet<HiddenKind> = new Set(['preheader', 'repeated', 'token', 'quoted']);
const longestText = 2_000;

export const nothingHidden: Hidden = { characters: 0, kinds: [], text: '' };

/** Whether something was hidden in a way that honest mail has no need of. */
export function isCovert({ kinds }: Hidden): boolean {
  return kinds.some((kind) => !harmless.has(kind));
}

/** Several findings as one. */
export function together(...all: readonly Hidden[]): Hidden {
  const found = all.filter(({ characters }) => characters > 0);
  if (found.length === 0) return nothingHidden;
  return {
    characters: found.reduce((sum, { characters }) => sum + characters, 0),
    kinds: [...new Set(found.flatMap(({ kinds }) => kinds))],
    text: found
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join('\n')
      .slice(0, longestText)
      .toWellFormed(),
  };
}
