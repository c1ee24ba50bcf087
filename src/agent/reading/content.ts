import { oncePer } from '#agent/once-per.ts';
import { tokenOf } from '#agent/mail/headers.ts';
import { headerOf, type Message } from '#domain/mail.ts';

import { type Hidden, isCovert } from './hidden.ts';
import { htmlToText, type HtmlText, isHtml } from './html.ts';
import { withoutInvisible } from './invisible.ts';
import { withLinks, withoutMarks } from './marks.ts';
import { mended, withoutEntities } from './mend.ts';
import { answerPrefix, forwardPrefix } from './quote-words.ts';
import { type Split, splitMail } from './quoted.ts';
import type { Purpose } from './segments.ts';

/** What a mail says, as text and in its parts. `whole` is all of it as the eye sees it, without the targets of links. */
export type Content = {
  whole: string;
  text: string;
  quoted: string;
  forwarded: Split['forwarded'];
  hidden: Hidden;
  notes: string[];
};

/** Characters of one mail that are read; far above what people write, and the bound on time. */
const maxTextLength = 20_000;
const maxPlainLength = 400_000;

/** The content of a mail, in bounded time whatever it holds. Worked out once: messages are never changed once loaded. */
export const contentOf = oncePer(readContent);

function readContent(message: Message): Content {
  const { text, hidden, invisible, cut } = bodyText(message);
  const { text: repaired, lost } = mended(text);
  const folded = repaired
    .replaceAll(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replaceAll(/[^\S\n]{40,}/g, ' ')
    .replaceAll(/[^\S\n]+$/gm, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .replaceAll(/^\n+|\n+$/g, '');
  const leftOut = Math.max(0, folded.length - maxTextLength) + cut;
  const kept = folded.length > maxTextLength ? folded.slice(0, maxTextLength).toWellFormed() : folded;
  const mark = `[cut: ${leftOut.toLocaleString('en-US')} characters left out]`;
  const whole = leftOut > 0 ? `${kept}\n\n${mark}` : kept;
  const split = splitMail(whole, purposeOf(message));
  return {
    whole: withoutMarks(whole).trim(),
    text: withLinks(split.text).trim(),
    quoted: withLinks(split.quoted).trim(),
    forwarded: split.forwarded && { ...split.forwarded, text: withLinks(split.forwarded.text).trim() },
    hidden,
    notes: [
      ...(isCovert(hidden) ? [`hidden text removed (${hidden.characters} characters)`] : []),
      ...(invisible > 0 ? [`invisible characters removed (${invisible})`] : []),
      ...(lost > 0 ? [`characters lost before the mail came to us, each shown as \uFFFD (${lost})`] : []),
      ...(split.isOnlyQuote ? ['nothing but quoted text; the sender may have written nothing'] : []),
      ...(leftOut > 0 ? [mark] : []),
    ],
  };
}

function bodyText(message: Message): HtmlText {
  const isPlain = tokenOf(message, 'Content-Type') === 'text/plain';
  if (!isPlain && isHtml(message.body)) return htmlToText(message.body.toWellFormed());
  const text = withoutEntities(message.body.slice(0, maxPlainLength).toWellFormed());
  const cut = Math.max(0, message.body.length - maxPlainLength);
  return { ...withoutInvisible(text), cut };
}

/** A client says in the subject whether it answers or forwards; the headers of an answer say so too (RFC 5322 section 3.6.4). */
function purposeOf(message: Message): Purpose {
  if (forwardPrefix.test(message.subject)) return 'forward';
  const isAnswer = answerPrefix.test(message.subject) || headerOf(message, 'In-Reply-To') !== undefined;
  return isAnswer ? 'answer' : undefined;
}
