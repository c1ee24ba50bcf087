const currency =
  '(?:€|\\$|£|¥|₹|zł|kr|chf|eur|euros?|usd|dollars?|gbp|pounds?|jpy|yen|pln|sek|nok|dkk|inr|rs)';
const period =
  '(?:business |working |werk|arbeits|calendar |kalender|weitere |more |jours? ouvr\\p{L}* |días hábiles )?(?:seconds?|minutes?|minuten?|hours?|days?|weeks?|months?|years?|stunden?|tage?n?|werktage?n?|wochen?|monate?n?|jahre?n?|heures?|jours?|semaines?|mois|ans?|années?|horas?|d[ií]as?|semanas?|mes(?:es)?|años?|ore|giorni|settimane|mesi|anni|dias|anos|uur|dagen|weken|maanden|jaar|dni|godzin|tygodni|timmar|dagar|veckor|dager|uger)';
const months =
  'january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre';
const amount = "\\d[\\d.,'\\u00A0\\u202F]*";

/** Figures that commit us: money, percentages, periods, dates. Each pattern has the figure's digits in its match. */
const figures: readonly RegExp[] = [
  new RegExp(`${currency}\\s?${amount}|(?<![\\p{L}\\d])${amount}\\s?${currency}(?!\\p{L})`, 'giu'),
  new RegExp(
    `(?<![\\p{L}\\d])${amount}\\s?(?:%|percent|per cent|prozent|pour ?cent|por ciento|per cento)`,
    'giu',
  ),
  new RegExp(
    `(?<![\\p{L}\\d])\\d+(?:\\s?(?:-|–|to|bis|à|a|y|or|oder|and|und)\\s?\\d+)?[\\s-]${period}(?!\\p{L})`,
    'giu',
  ),
  new RegExp(`(?<![\\p{L}\\d])\\d{1,2}(?:st|nd|rd|th|\\.|er)?\\s(?:of |de )?(?:${months})(?!\\p{L})`, 'giu'),
  new RegExp(`(?<!\\p{L})(?:${months})\\.?\\s\\d{1,2}(?:st|nd|rd|th)?(?![\\d\\p{L}])`, 'giu'),
  /(?<![\p{L}\d])(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2}))(?!\d)/gu,
];

/**
 * Money, percentages, periods and dates of a draft with a number that the evidence does not have, as written.
 * Numbers are compared by value in any notation ("1.200,00" and "1200"), whatever stands around them.
 */
export function unsupportedNumbers(body: string, evidence: string): string[] {
  const known = new Set(numbersIn(evidence));
  const found = figures.flatMap((figure) => Array.from(body.matchAll(figure), ([text]) => text.trim()));
  return [...new Set(found)].filter((text) => numbersIn(text).some((number) => !known.has(number)));
}

function numbersIn(text: string): string[] {
  return Array.from(text.matchAll(/\d(?:[\d.,'\u00A0\u202F]*\d)?/gu), ([number]) => number).flatMap(
    notations,
  );
}

/** A number by value where its marks tell, and its parts where it is a date or a version. */
function notations(text: string): string[] {
  const plain = text.replaceAll(/['\u00A0\u202F]/g, '');
  const decimal = /^([\d.,]*?)[.,](\d{1,2})$/.exec(plain);
  if (decimal === null) return [wholeOf(plain)];
  const [, whole = '', fraction = ''] = decimal;
  if (/[.,]\d{1,2}[.,]/.test(plain)) return plain.split(/[.,]/).map(wholeOf);
  const cents = fraction.padEnd(2, '0');
  return [cents === '00' ? wholeOf(whole) : `${wholeOf(whole)}.${cents}`];
}

function wholeOf(text: string): string {
  return text.replaceAll(/\D/g, '').replace(/^0+(?=\d)/, '');
}
