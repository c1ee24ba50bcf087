const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  szlig: 'ß',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
  ntilde: 'ñ',
  hellip: '…',
  ndash: '–',
  mdash: '—',
};

/** Whether a body is HTML; a plain text with a lone `<` is not. */
export function isHtml(body: string): boolean {
  return /<(?:!doctype|html|head|body|div|p|br|table|span|a|ul|ol|h[1-6]|blockquote|b|i|strong|em|img)\b[^>]*>/i.test(
    body.slice(0, 50_000),
  );
}

/** Plain text of an HTML body, lines kept; good enough for snippets and the text part of sent mail. */
export function htmlToText(html: string): string {
  return decodeEntities(
    html
      .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
      .replace(/<(script|style|head|title)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
      .replace(/[\r\n\t ]+/g, ' ')
      .replace(/<(?:br|hr)\b[^>]*> ?/gi, '\n')
      .replace(/<\/(?:p|h[1-6]|blockquote|table|ul|ol)\s*> ?/gi, '\n\n')
      .replace(/<\/(?:div|tr|li)\s*> ?/gi, '\n')
      .replace(/<li\b[^>]*> ?/gi, '- ')
      .replace(/<[^<>]*>/g, ''),
  )
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The text of a body of either kind. */
export function textOf(body: string): string {
  return isHtml(body) ? htmlToText(body) : body;
}

/** About the first 100 characters without markup (CONTRACT section 2.1). */
export function snippetOf(body: string): string {
  return textOf(body.slice(0, 20_000)).replace(/\s+/g, ' ').trim().slice(0, 100);
}

function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (whole, code: string) => {
    if (!code.startsWith('#')) return entities[code.toLowerCase()] ?? whole;
    const point = /^#x/i.test(code) ? Number.parseInt(code.slice(2), 16) : Number.parseInt(code.slice(1), 10);
    return point > 0 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : whole;
  });
}
