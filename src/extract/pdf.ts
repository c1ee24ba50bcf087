import type { ExtractLimits } from '#domain/extract.ts';
import { Refused } from './refused.ts';

/** The text of the first pages, and how many there are. Throws Refused with the reason, or what the library throws. */
export async function pdfPages(
  bytes: Uint8Array,
  { maxPages, maxCharacters }: ExtractLimits,
): Promise<{ pages: string[]; pageCount: number }> {
  const { getDocumentProxy } = await import('unpdf');
  const document = await getDocumentProxy(bytes, {
    verbosity: 0,
    disableFontFace: true,
    stopAtErrors: false,
  }).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'PasswordException')
      throw new Refused('a password protects it');
    throw error;
  });
  const pages: string[] = [];
  let characters = 0;
  for (
    let number = 1;
    number <= Math.min(document.numPages, maxPages) && characters < maxCharacters;
    number++
  ) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
    pages.push(text);
    characters += text.length;
  }
  return { pages, pageCount: document.numPages };
}
