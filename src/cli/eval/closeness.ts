/** How near two texts are: the words they share, by the harmonic mean of precision and recall (ROUGE-1), 0..1. */
export function closeness(text: string, reference: string): number {
  const words = wordsOf(text);
  const wanted = wordsOf(reference);
  const left = new Map(
    Map.groupBy(wanted, (word) => word)
      .entries()
      .map(([word, all]) => [word, all.length]),
  );
  let shared = 0;
  for (const word of words) {
    const count = left.get(word) ?? 0;
    if (count > 0) shared += 1;
    left.set(word, count - 1);
  }
  return shared === 0 ? 0 : (2 * shared) / (words.length + wanted.length);
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
