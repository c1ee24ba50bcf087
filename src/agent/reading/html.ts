import { compile } from 'html-to-text';
import sanitizeHtml from 'sanitize-html';

import { isUnseen, lookOf, plainLook, type Look } from './css.ts';

/** Longer HTML is cut; the rest of such a mail is markup more often than words. */
const maxHtmlLength = 400_000;
const maxSheets = 20;
const maxSheetLength = 50_000;
const keptTags = `
  p div br hr blockquote pre ul ol li table tbody thead tr td th h1 h2 h3 h4 h5 h6 section article
  header footer main address dl dt dd
`
  .trim()
  .split(/\s+/);
const unreadTags = [
  'script',
  'style',
  'textarea',
  'option',
  'xmp',
  'noscript',
  'template',
  'title',
  'object',
  'svg',
  'math',
];

const htmlTag =
  /<(?:!doctype html|\/?(?:html|head|body|div|p|br|span|table|tr|td|a|b|i|u|em|strong|font|blockquote|ul|ol|li|pre|img|style|meta|h[1-6]|hr|center)(?:\s[^<>]{0,2000})?\/?)>/i;

/** Compiled once: the selectors take longer to read than most mails. */
const asText = compile({
  wordwrap: false,
  limits: { maxInputLength: maxHtmlLength * 2, maxDepth: 400, maxChildNodes: 20_000, ellipsis: '…' },
  selectors: [
    { selector: 'ul', options: { itemPrefix: '- ' } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'p', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
  ],
});

/** Whether a body is HTML rather than text that happens to hold `<`: Nylas gives one field for both. */
export function isHtml(body: string): boolean {
  return htmlTag.test(body.slice(0, maxHtmlLength));
}

/**
 * The text a reader of the HTML sees, and how many characters (blanks aside) were there but kept from their eyes:
 * by `display`, `visibility`, opacity, size, colour on the same colour, clipping or `hidden`. Quotes get `> `.
 */
export function htmlToText(html: string): { text: string; hidden: number; cut: number } {
  const input = html.slice(0, maxHtmlLength);
  const { visible, hidden } = withoutHidden(input);
  return { text: asText(visible), hidden, cut: html.length - input.length };
}

function withoutHidden(html: string): { visible: string; hidden: number } {
  const rules = classRules(html);
  const looks: Look[] = [plainLook];
  let hidden = 0;
  const visible = sanitizeHtml(html, {
    allowedTags: keptTags,
    allowedAttributes: {},
    nonTextTags: unreadTags,
    onOpenTag(_name, attributes) {
      looks.push(lookOf(looks.at(-1) ?? plainLook, attributes, declarationsFor(attributes, rules)));
    },
    onCloseTag() {
      looks.pop();
    },
    textFilter(text) {
      if (!isUnseen(looks.at(-1) ?? plainLook)) return text;
      hidden += text.replaceAll(
        /&(?:nbsp|zwnj|#\d+|#x[\da-f]+);|[\s\u034F\u200B-\u200F\u00AD\uFEFF]/gi,
        '',
      ).length;
      return '';
    },
  });
  return { visible, hidden };
}

function declarationsFor(
  attributes: Readonly<Record<string, string>>,
  rules: ReadonlyMap<string, string>,
): string {
  const style = attributes['style'] ?? '';
  if (rules.size === 0) return style;
  const names = [
    ...(attributes['class'] ?? '')
      .slice(0, 500)
      .split(/\s+/)
      .map((name) => `.${name}`),
    `#${attributes['id'] ?? ''}`,
  ];
  return [...names.map((name) => rules.get(name) ?? ''), style].filter((part) => part !== '').join(';');
}

/** Declarations of `.class` and `#id` rules; those inside at-rules hold for some screens only and do not count. */
function classRules(html: string): Map<string, string> {
  const rules = new Map<string, string>();
  for (const sheet of sheetsOf(html)) {
    for (const [, selectors = '', declarations = ''] of withoutAtRules(sheet).matchAll(
      /([^{}]{1,500})\{([^{}]{0,2000})\}/g,
    )) {
      for (const selector of selectors.split(',')) {
        const name = /^[a-z\d]*([.#][\w-]+)$/i.exec(selector.trim())?.[1];
        if (name !== undefined) rules.set(name, `${rules.get(name) ?? ''};${declarations}`.slice(0, 4_000));
      }
    }
  }
  return rules;
}

/** The first style sheets, cut; found by position, since a pattern would look for each end anew. */
function sheetsOf(html: string): string[] {
  const lower = html.toLowerCase();
  const sheets: string[] = [];
  let start = lower.indexOf('<style');
  while (start !== -1 && sheets.length < maxSheets) {
    const end = lower.indexOf('</style', start);
    if (end === -1) break;
    sheets.push(html.slice(lower.indexOf('>', start) + 1, end).slice(0, maxSheetLength));
    start = lower.indexOf('<style', end);
  }
  return sheets;
}

function withoutAtRules(sheet: string): string {
  let kept = '';
  let depth = 0;
  let inAtRule = false;
  for (const character of sheet) {
    if (character === '@' && depth === 0) inAtRule = true;
    if (character === '{') depth += 1;
    if (!inAtRule) kept += character;
    if (character === '}') depth = Math.max(0, depth - 1);
    if (inAtRule && depth === 0 && (character === '}' || character === ';')) inAtRule = false;
  }
  return kept;
}
