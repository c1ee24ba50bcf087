/** Shorter parts are found in words by chance. */
const leastPart = 4;
const linking = ['', 's', 'es', 'n', 'en', 'er', 'e'];

/**
 * The two words a compound is made of (`versandkosten` → `versand`, `kosten`), where a vocabulary has both; nothing else. Between
 * them may stand what German, Dutch and the Scandinavian languages link words with.
 */
export function partsOf(word: string, vocabulary: ReadonlySet<string>): string[] {
  if (word.length < 2 * leastPart || /[^a-z]/.test(word)) return [];
  for (let at = word.length - leastPart; at >= leastPart; at--) {
    const tail = word.slice(at);
    if (!vocabulary.has(tail)) continue;
    for (const link of linking) {
      const head = word.slice(0, at - link.length);
      if (head.length >= leastPart && word.slice(0, at).endsWith(link) && vocabulary.has(head))
        return [head, tail];
    }
  }
  return [];
}
