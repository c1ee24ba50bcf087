/** The text of HTML without its pictures, within bounds of length, depth and breadth. */
export async function htmlText(html: string): Promise<string> {
  const { convert } = await import('html-to-text');
  return convert(html, {
    wordwrap: false,
    limits: { maxInputLength: 2_000_000, maxDepth: 100, maxChildNodes: 20_000 },
    selectors: [{ selector: 'img', format: 'skip' }],
  });
}
