/**
 * About how many tokens a text is, on the high side for all writing systems: a token is some four bytes of English or
 * Russian and three of German or Chinese. For bounds, never for bills.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3);
}
