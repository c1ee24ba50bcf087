import type { Extracted, ExtractLimits, ReceivedFile } from '#domain/extract.ts';
import { calendarText } from './calendar.ts';
import { docxText } from './docx.ts';
import { htmlText } from './html.ts';
import { kindOf } from './kind.ts';
import { mailText } from './mail.ts';
import { pdfPages } from './pdf.ts';
import { Refused } from './refused.ts';
import { decodeText } from './text.ts';

/** Reads a file; to be called where it may be stopped from outside, since time and memory are not bounded here. */
export async function extractFile(file: ReceivedFile, limits: ExtractLimits): Promise<Extracted> {
  try {
    const { pages, pageCount, isPaged } = await pagesOf(file, limits);
    return within(pages, pageCount, isPaged, limits);
  } catch (error) {
    const because = error instanceof Refused ? error.message : 'it is damaged or not what it says it is';
    return { kind: 'unread', because };
  }
}

type Pages = { pages: string[]; pageCount: number; isPaged: boolean };

async function pagesOf({ bytes, claimedType, name }: ReceivedFile, limits: ExtractLimits): Promise<Pages> {
  const kind = kindOf(bytes, claimedType, name);
  switch (kind) {
    case 'pdf':
      return { ...(await pdfPages(bytes, limits)), isPaged: true };
    case 'docx':
      return whole(await docxText(bytes));
    case 'calendar':
      return whole(calendarText(decodeText(bytes, claimedType)));
    case 'mail':
      return whole(await mailText(bytes));
    case 'html':
      return whole(await htmlText(decodeText(bytes, claimedType)));
    case 'text':
      return whole(decodeText(bytes, claimedType));
    default:
      throw new Refused(kind.because);
  }
}

function whole(text: string): Pages {
  return { pages: [text], pageCount: 1, isPaged: false };
}

/** Bounded in length with what was left out said, blanks folded; without any text it is not read. */
function within(
  pages: string[],
  pageCount: number,
  isPaged: boolean,
  { maxCharacters }: ExtractLimits,
): Extracted {
  const kept: string[] = [];
  let left = maxCharacters;
  let cut = 0;
  for (const page of pages) {
    const text = folded(page);
    if (left > 0) kept.push(text.slice(0, left).toWellFormed());
    cut += Math.max(0, text.length - Math.max(0, left));
    left -= text.length;
  }
  if (kept.every((text) => text === '')) {
    return { kind: 'unread', because: isPaged ? 'it has no text in it (a scan)' : 'it has no text in it' };
  }
  const missing = [
    ...(cut > 0 ? [`${cut.toLocaleString('en-US')} characters`] : []),
    ...(kept.length < pageCount ? [`pages ${kept.length + 1} to ${pageCount}`] : []),
  ];
  return {
    kind: 'read',
    pages: kept,
    isPaged,
    leftOut: missing.length > 0 ? missing.join(' and ') : undefined,
  };
}

function folded(text: string): string {
  return text
    .slice(0, 4_000_000)
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\S\n]{2,}/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
