import { diffArrays } from 'diff';

/** After so many changed lines two texts are told as wholly different. */
const MOST_CHANGES = 2000;

const signs = { added: '+', removed: '-', same: ' ' } as const;

/** The lines of two texts: `-` only in the first, `+` only in the second, a blank in both. */
export function lineDiff(before: string, after: string): string[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const parts = diffArrays(a, b, { maxEditLength: MOST_CHANGES });
  if (parts === undefined) return [...marked('removed', a), ...marked('added', b)];
  return parts.flatMap(({ added, removed, value }) =>
    marked(added ? 'added' : removed ? 'removed' : 'same', value),
  );
}

function marked(kind: keyof typeof signs, lines: readonly string[]): string[] {
  return lines.map((line) => `${signs[kind]}${line}`);
}
