import { Marked } from 'marked';
import sanitizeHtml from 'sanitize-html';

import type { Message } from '#domain/mail.ts';

import { isoDate } from '#agent/prompt/fence.ts';
import { plainText } from '#agent/reading/reading.ts';

const maxQuoteLength = 20_000;

const allowedTags =
  'p br hr strong em del a ul ol li blockquote code pre h1 h2 h3 h4 table thead tbody tr th td'.split(' ');

/** HTML inside the Markdown is shown as written, never obeyed. */
const markdown = new Marked({
  gfm: true,
  breaks: true,
  renderer: { html: ({ text }) => escapeHtml(text) },
});

/** Markdown as HTML that mail clients show alike; a small allow-list, links without images (same input, same output). */
export function htmlFromMarkdown(text: string): string {
  return sanitizeHtml(markdown.parse(text.toWellFormed(), { async: false }), {
    allowedTags,
    allowedAttributes: { a: ['href', 'rel'], ol: ['start'], th: ['align'], td: ['align'] },
    allowedSchemes: ['http', 'https', 'mailto'],
    allowProtocolRelative: false,
    transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'noopener' }) },
  }).trim();
}

/** The mail answered, as mail clients quote it: from its text, so that nothing of its markup comes back. */
export function quoteOf(message: Message): string {
  const from = message.from[0];
  const name =
    from?.name === undefined || from.name.trim() === '' ? (from?.email ?? 'the sender') : from.name;
  const line = `On ${shortDate(message.dateMs)}, ${escapeHtml(oneLine(name))} wrote:`;
  return `<p>${line}</p>\n<blockquote type="cite">${htmlFromText(plainText(message).text)}</blockquote>`;
}

/** Text as HTML, line by line, bounded. */
export function htmlFromText(text: string): string {
  const kept = text.length > maxQuoteLength ? `${text.slice(0, maxQuoteLength).toWellFormed()}\n[cut]` : text;
  return escapeHtml(kept).replaceAll('\n', '<br>\n');
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function shortDate(ms: number): string {
  const iso = isoDate(ms);
  return iso === 'unknown' ? 'an earlier day' : `${iso.slice(0, 10)} at ${iso.slice(11, 16)} UTC`;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}
