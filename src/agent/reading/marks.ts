/*
 * What HTML says beyond its text goes along with the text as characters of private use, which are removed from any mail
 * before, so that no mail can bring its own.
 */

/** Alone on a line: a quote begins here, in whatever language it is introduced. */
export const quoteHint = '\u{F8F1}';
/** Alone on a line: a signature begins, and ends, here. */
export const signatureHint = '\u{F8F2}';
export const signatureEnd = '\u{F8F3}';
const linkStart = '\u{F8F4}';
const linkEnd = '\u{F8F5}';

/** Where a link leads, to be put behind its text. */
export function linkMark(target: string): string {
  return `${linkStart}${target}${linkEnd}`;
}

/** The text with the targets of its links in angle brackets behind them, for those who have to judge them. */
export function withLinks(text: string): string {
  return text
    .replaceAll(/\u{F8F4}([^\u{F8F5}\n]{0,300})\u{F8F5}/gu, ' <$1>')
    .replaceAll(/[\u{F8F1}-\u{F8F5}]/gu, '');
}

/** The text as the eye sees it, without any mark. */
export function withoutMarks(text: string): string {
  return text
    .replaceAll(/^[\u{F8F1}-\u{F8F3}]\n?/gmu, '')
    .replaceAll(/\u{F8F4}[^\u{F8F5}\n]{0,300}\u{F8F5}|[\u{F8F1}-\u{F8F5}]/gu, '');
}
