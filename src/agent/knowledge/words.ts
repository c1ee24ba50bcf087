const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+/gu;

/** Words of a text in lower case; scripts written without spaces give pairs of characters instead. */
export function wordsOf(text: string): string[] {
  const lower = text.toLowerCase();
  const words = lower.replaceAll(unspaced, ' ').match(/[\p{L}\p{N}]+/gu) ?? [];
  const pairs = (lower.match(unspaced) ?? []).flatMap(pairsOf);
  return [...words, ...pairs];
}

function pairsOf(run: string): string[] {
  if (run.length < 3) return [run];
  return Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2));
}
