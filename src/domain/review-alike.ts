import { createHash } from 'node:crypto';
import type { Review } from './review.ts';
import { riskOf } from './review-risk.ts';

/** Nobody reads one longer draft in place of another. */
const LONGEST = 20_000;

/**
 * Names the reviews that may be approved together with this one: same agent, mailbox, category and reasons, and a draft
 * that differs at most in the sender's own name in the greeting and in a number by which the sender named their case.
 * Everything else counts, amounts, dates and every word, so that who has read one of them has read them all.
 * Null when nothing may be grouped with it.
 */
export function alikeOf(review: Review): string | null {
  const { status, verdict, category, body, actions = [] } = review;
  if (status !== 'open' || verdict !== null || category === null || body.trim() === '') return null;
  if (body.length > LONGEST) return null;
  if (actions.length > 0 || riskOf(review).level === 'high') return null;
  const codes = review.reasons.map(({ code }) => code).toSorted();
  const people = [review.to.length, review.cc.length, review.covers.length];
  const parts = [review.agent, review.grantId, category, codes, people, comparableText(review)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

/** The draft without what may differ between alike ones. */
function comparableText({ body, from, question, subject }: Review): string {
  const [greeting = '', ...rest] = body.trim().split('\n');
  const names = namesOf(from);
  const text = [isGreeting(greeting) ? withoutNames(greeting, names) : greeting, ...rest].join('\n');
  return withoutReferences(text.replaceAll(/\s+/g, ' '), `${subject}\n${question}`);
}

/** One short line that ends as a greeting does. */
function isGreeting(line: string): boolean {
  return line.length <= 60 && /[,!:،，]\s*$/u.test(line) && !/\p{N}/u.test(line);
}

function namesOf(from: Review['from']): Set<string> {
  const [author] = from;
  const words = wordsOf(`${author?.name ?? ''} ${author?.email.split('@', 1)[0] ?? ''}`);
  return new Set(words.filter((word) => word.length > 1));
}

function withoutNames(line: string, names: ReadonlySet<string>): string {
  const kept = line.replaceAll(/\p{L}[\p{L}\p{M}'’]*/gu, (word) =>
    names.has(word.toLowerCase()) ? '§' : word,
  );
  return kept.replaceAll(/§(?:[\s.-]*§)*/gu, '§');
}

const wordsOf = (text: string) => text.toLowerCase().match(/\p{L}[\p{L}\p{M}'’]*/gu) ?? [];

/** Words behind which a number names a case, in the languages our users write most. */
const CASE_WORDS = [
  'order, ticket, case, booking, reference, ref, request, bestell\\p{L}*, auftrag\\p{L}*, vorgang\\p{L}*, buchung\\p{L}*',
  'commande, dossier, réservation, pedido, reserva, ordine, prenotazione, encomenda, bestelling, zamówieni\\p{L}*',
].join(', ');
const NUMBER_WORDS = 'number, no, nr, num, id, nummer, numéro, número, numero';
/** Behind a number these make it an amount of something, and no reference. */
const UNITS = [
  'eur, usd, gbp, chf, pln, euros?, dollars?, pounds?, percent, prozent, pieces?, pcs, units?, items?, stück, times, kg, x',
  'hours?, days?, weeks?, months?, years?, stunden?, tage?n?, wochen?, monate?n?, jahre?n?, jours?, días?, giorni, dias',
].join(', ');

const oneOf = (words: string) => `(?:${words.split(', ').join('|')})`;

const REFERENCE = new RegExp(
  `(?<![\\p{L}\\p{N}])(${oneOf(CASE_WORDS)}\\.?(?:[ -]?${oneOf(NUMBER_WORDS)}\\.?)?:? (?:n[o°º]\\.? ?)?#?)` +
    `((?:\\p{L}{1,6}-)?[\\p{L}\\p{N}]{0,16}\\p{N}[\\p{L}\\p{N}-]{0,16}\\p{N})` +
    `(?![\\p{L}\\p{N}]|[.,:/-]\\p{N}| ?[%€$£¥]| ?${oneOf(UNITS)}(?!\\p{L}))`,
  'giu',
);

/** A reference goes only where the sender wrote the same one, so that nothing we made up is passed over. */
function withoutReferences(text: string, mail: string): string {
  const given = new Set((mail.match(/[\p{L}\p{N}-]+/gu) ?? []).map((word) => word.toLowerCase()));
  return text.replaceAll(REFERENCE, (all, lead: string, number: string) =>
    isReference(number) && given.has(number.toLowerCase()) ? `${lead}#` : all,
  );
}

/** At least four digits beside a year, and neither a date nor an amount. */
function isReference(number: string): boolean {
  if (/^\d{1,4}-(?:\d{1,2}|\p{L}+)-\d{1,4}$/u.test(number) || CURRENCY.test(number)) return false;
  const parts = number.split('-').filter((part) => !/^(?:19|20)\d\d$/.test(part));
  return (parts.join('').match(/\p{N}/gu) ?? []).length >= 4;
}

const CURRENCY = /^(?:eur|usd|gbp|chf|pln|us|ca|au|e|rs|kr|rm)-?\d/i;
