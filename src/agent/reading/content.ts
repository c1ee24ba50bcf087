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
  /** Signature and closing lines that are not in `text`. */
  footer: string;
  quoted: string;
  forwarded: Split['forwarded'];
  hidden: Hidden;
  notes: string[];
};

/** Characters of one mail that are read; far above what people write, and the bound on time. */
const maxTextLength = 20_000;
/** Text that cleaning can shorten to what is read. */
const maxUncleaned = 80_000;
/** Markup, pictures written into it included. */
const maxHtml = 4_000_000;

/** A short text that sends its reader into the quote below it, in the languages people write most. */
const pointer =
  /\b(?:answers?|comments?|replies|responses?|answered|replied|responded|commented)\b.{0,40}\b(?:below|in-?line|in (?:red|blue|green|bold|colou?r|caps)|within|between)\b|\bsee (?:my (?:answers|comments|notes) |them )?(?:in-?line|below)\b|antworten?\b.{0,40}(?:unten|im text|in (?:rot|blau|grün|farbe)|darunter)|siehe unten|réponses?.{0,40}(?:ci-dessous|en (?:rouge|bleu|couleur)|dans le texte)|voir ci-dessous|respuestas?.{0,40}(?:abajo|en (?:rojo|azul)|en el texto)|rispost[ae].{0,40}(?:sotto|in (?:rosso|blu)|nel testo)|respostas?.{0,40}(?:abaixo|em (?:vermelho|azul))|antwoord(?:en)?\b.{0,40}(?:hieronder|in het (?:rood|blauw))|odpowied\p{L}{1,3}.{0,40}(?:poniżej|na czerwono)|svar.{0,40}(?:nedan|nedenfor|i rött|med rødt)/iu;
const longestPointer = 600;
const longestShownQuote = 6_000;
const quoteShown = '[what is quoted below; the sender says that answers stand in it]';

/** The content of a mail, in bounded time whatever it holds. Worked out once: messages are never changed once loaded. */
export const contentOf = oncePer(readContent);

function readContent(message: Message): Content {
  const { text, hidden, invisible, cut, lost } = bodyText(message);
  const folded = text
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
  const pointed = split.quoted !== '' && pointsIntoQuote(split.text);
  return {
    whole: withoutMarks(whole).trim(),
    text: withLinks(
      pointed ? `${split.text}\n\n${quoteShown}\n${cutQuote(split.quoted)}` : split.text,
    ).trim(),
    footer: withLinks(split.footer).trim(),
    quoted: withLinks(split.quoted).trim(),
    forwarded: split.forwarded && { ...split.forwarded, text: withLinks(split.forwarded.text).trim() },
    hidden,
    notes: [
      ...(isCovert(hidden) ? [`hidden text removed (${hidden.characters} characters)`] : []),
      ...(invisible > 0 ? [`invisible characters removed (${invisible})`] : []),
      ...(lost > 0 ? [`characters lost before the mail came to us, each shown as \uFFFD (${lost})`] : []),
      ...(split.isOnlyQuote ? ['nothing but quoted text; the sender may have written nothing'] : []),
      ...(pointed ? ['the sender points to answers inside the quoted text, which is shown with theirs'] : []),
      ...(leftOut > 0 ? [mark] : []),
    ],
  };
}

/** "My answers are below in red": text by text nobody can tell them from the quote, so that all of it is shown. */
function pointsIntoQuote(text: string): boolean {
  return text.length < longestPointer && pointer.test(text);
}

function cutQuote(quoted: string): string {
  const rest = quoted.length - longestShownQuote;
  if (rest <= 0) return quoted;
  return `${quoted.slice(0, longestShownQuote).toWellFormed()}\n[cut: ${rest.toLocaleString('en-US')} characters left out]`;
}

/** Whether the body of a mail is HTML: Nylas gives one field for both. */
export function hasHtml(message: Message): boolean {
  return tokenOf(message, 'Content-Type') !== 'text/plain' && isHtml(message.body);
}

/** Mended first: what a wrong decoding has made of letters are controls among others, which no reader sees. */
function bodyText(message: Message): HtmlText & { lost: number } {
  const isPlain = !hasHtml(message);
  const most = isPlain ? maxUncleaned : maxHtml;
  const { text, lost } = mended(message.body.slice(0, most).toWellFormed());
  const cut = message.body.length - Math.min(message.body.length, most);
  if (isPlain) return { ...withoutInvisible(withoutEntities(text)), cut, lost };
  const read = htmlToText(text);
  return { ...read, cut: read.cut + cut, lost };
}

/** A client says in the subject whether it answers or forwards; the headers of an answer say so too (RFC 5322 section 3.6.4). */
function purposeOf(message: Message): Purpose {
  if (forwardPrefix.test(message.subject)) return 'forward';
  const isAnswer = answerPrefix.test(message.subject) || headerOf(message, 'In-Reply-To') !== undefined;
  return isAnswer ? 'answer' : undefined;
}
