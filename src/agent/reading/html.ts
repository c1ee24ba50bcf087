import { Parser } from 'htmlparser2';

import type { Hidden } from './hidden.ts';
import { createHtmlReader } from './html-reader.ts';
import { styleRules } from './style-rules.ts';

/** Longer HTML is cut; the rest of such a mail is markup more often than words. */
const maxHtmlLength = 400_000;
/** The parser's time grows with depth; what is nested deeper is read on as if it stood at this depth. */
const maxDepth = 300;
const chunkLength = 2_048;
/** More than the text of a mail that is read, and more elements than it takes to write it. */
const enough = { characters: 40_000, elements: 25_000 };

const htmlTag =
  /<(?:!doctype html|\/?(?:html|head|body|div|p|br|span|table|tr|td|a|b|i|u|em|strong|font|blockquote|ul|ol|li|pre|img|style|meta|h[1-6]|hr|center)(?:\s[^<>]{0,2000})?\/?)>/i;
/** Pictures written into the markup; nothing to read, and often longer than all that is allowed. */
const inlineData = /data:[a-z/+.-]{1,60};base64,[A-Za-z0-9+/=\s]{200,}/gi;

/** What the HTML shows; harmless invisible characters that were removed, and characters of it that were not read. */
export type HtmlText = { text: string; hidden: Hidden; invisible: number; cut: number };

/** Whether a body is HTML rather than text that happens to hold `<`: Nylas gives one field for both. */
export function isHtml(body: string): boolean {
  // a long picture at the beginning leaves the tags at the end
  return htmlTag.test(body.slice(0, maxHtmlLength)) || htmlTag.test(body.slice(-10_000));
}

/**
 * The text a reader of the HTML sees, in one pass and bounded time: quotes get `> `, items of lists their mark, cells of
 * tables a bar. Text kept from the reader's eyes by its style or its characters is removed and reported. Marks of
 * `marks.ts` say where the markup has a quote or a signature begin, and where links lead.
 */
export function htmlToText(html: string): HtmlText {
  const slim = html.replaceAll(inlineData, 'data:');
  const input = slim.slice(0, maxHtmlLength);
  const reader = createHtmlReader(styleRules(input));
  let parser = new Parser(reader.handler);
  let from = 0;
  while (from < input.length && reader.length() < enough.characters && reader.elements() < enough.elements) {
    const to = from + chunkLength;
    const tagEnd = input.lastIndexOf('>', to - 1) + 1;
    const end = tagEnd > from ? tagEnd : to;
    parser.write(input.slice(from, end));
    if (reader.depth() > maxDepth && tagEnd > from && reader.flatten()) parser = new Parser(reader.handler);
    from = end;
  }
  parser.end();
  return { ...reader.finish(), cut: slim.length - Math.min(from, input.length) };
}
