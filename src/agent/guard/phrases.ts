/** One expression out of several, over any script and case. */
export function anyOf(...parts: string[]): RegExp {
  return new RegExp(`(?:${parts.join('|')})`, 'iu');
}
