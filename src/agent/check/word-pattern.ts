/** Finds any of these at the beginning of a word, in folded text (`folded`): lower case, no marks on letters. */
export function wordPattern(...parts: string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${parts.join('|')})`, 'u');
}
