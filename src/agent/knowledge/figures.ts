import { dayNames, months, numberWords, timeUnits } from './figure-words.ts';
import { folded } from './words.ts';

/** What a figure counts; each is compared only with its own kind. */
export type FigureKind = 'money' | 'share' | 'time' | 'date' | 'clock' | 'count';

/**
 * A figure as it commits whoever writes it. `values` are its numbers in a form that does not depend on notation, language or
 * unit (a period in hours or months, a date as `10-03`, a clock time as `14:00`); `text` is as written.
 */
export type Figure = { kind: FigureKind; text: string; values: string[] };

const number = String.raw`\d+(?:[.,'’\u00A0\u202F ]\d{3})*(?:[.,]\d{1,2})?(?![\d])`;
const numbers = String.raw`(${number})(?:\s?(?:-|–|to|bis|a|y|or|oder|and|und|ou|et|o|e|tot|do|til|till)\s?(${number}))?`;
/** Letters that would make a number part of a word; in Japanese or Chinese they stand beside it without a blank. */
const letters = String.raw`\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}`;
const start = String.raw`(?<![${letters}\d.,])`;
const finish = String.raw`(?![${letters}\d])`;
const dayNumber = '(0?[1-9]|[12][0-9]|3[01])';
const monthNumber = '(0?[1-9]|1[0-2])';
const currencies: Record<string, string> = {
  '€': 'eur', eur: 'eur', euro: 'eur', euros: 'eur', $: 'usd', usd: 'usd', dollar: 'usd', dollars: 'usd', '£': 'gbp', gbp: 'gbp',
  pound: 'gbp', pounds: 'gbp', '¥': 'jpy', jpy: 'jpy', yen: 'jpy', 円: 'jpy', '₹': 'inr', inr: 'inr', rs: 'inr', chf: 'chf', franken: 'chf',
  francs: 'chf', pln: 'pln', zl: 'pln', zlotych: 'pln', sek: 'kr', nok: 'kr', dkk: 'kr', kr: 'kr', kronor: 'kr', kroner: 'kr', cent: 'cent', cents: 'cent',
}; // prettier-ignore
const currency = `(${Object.keys(currencies)
  .map((name) => name.replace('$', String.raw`\$`))
  .toSorted((a, b) => b.length - a.length)
  .join('|')})`;
const unit = `(${Object.keys(timeUnits)
  .toSorted((a, b) => b.length - a.length)
  .join('|')})`;
const month = `(${Object.keys(months)
  .toSorted((a, b) => b.length - a.length)
  .join('|')})`;
const weekday = `(${Object.keys(dayNames)
  .toSorted((a, b) => b.length - a.length)
  .join('|')})`;
const between = String.raw`(?:[\s-]*(?:business|working|calendar|kalender|werk|arbeits|weitere|weiteren|volle|vollen|full|more|other|ganze|dni|robocz\w*|werkdagen)[\s-]?)?`;

type Rule = { kind: FigureKind; pattern: RegExp; values: (groups: (string | undefined)[]) => string[] };

/** In this order; what one has taken the next does not see. */
const rules: readonly Rule[] = [
  {
    kind: 'money',
    pattern: new RegExp(String.raw`(?<![${letters}\d])${currency}\s?${numbers}`, 'gu'),
    values: ([name, ...amounts]) => amountsOf(amounts).map((amount) => `${amount} ${currencies[name ?? '']}`),
  },
  {
    kind: 'money',
    pattern: new RegExp(String.raw`${start}${numbers}\s?${currency}${finish}`, 'gu'),
    values: ([low, high, name]) =>
      amountsOf([low, high]).map((amount) => `${amount} ${currencies[name ?? '']}`),
  },
  {
    kind: 'date',
    pattern: /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/gu,
    values: ([year, m, d]) => [dayOf(d, m), `year ${year}`],
  },
  {
    kind: 'date',
    pattern: new RegExp(
      String.raw`(?<![\d.,])${dayNumber}[./]\s?${monthNumber}[./]\s?(\d{4}|\d{2})?(?!\d)`,
      'gu',
    ),
    values: ([d, m, year]) => [dayOf(d, m), ...(year === undefined ? [] : [`year ${fullYear(year)}`])],
  },
  {
    kind: 'date',
    pattern: new RegExp(String.raw`(?<![\d.,])${monthNumber}/${dayNumber}/(\d{4}|\d{2})(?!\d)`, 'gu'),
    values: ([m, d, year]) => [dayOf(d, m), `year ${fullYear(year ?? '')}`],
  },
  {
    kind: 'date',
    pattern: new RegExp(
      String.raw`${start}(\d{1,2})(?:st|nd|rd|th|\.|er|º)?\s(?:of |de )?${month}${finish}`,
      'gu',
    ),
    values: ([d, m]) => [dayOf(d, String(months[m ?? '']))],
  },
  {
    kind: 'date',
    pattern: new RegExp(
      String.raw`(?<![${letters}])${month}\.?\s(\d{1,2})(?:st|nd|rd|th)?(?![\d\p{L}:])`,
      'gu',
    ),
    values: ([m, d]) => [dayOf(d, String(months[m ?? '']))],
  },
  {
    kind: 'share',
    pattern: new RegExp(
      String.raw`${start}${numbers}\s?(?:%|percent|per cent|prozent|pour ?cent|por ?cien(?:to)?|por cento|per cento|procent|prosent)`,
      'gu',
    ),
    values: amountsOf,
  },
  {
    kind: 'clock',
    pattern: new RegExp(
      String.raw`${start}(\d{1,2})(?:[:.h](\d{2}))?\s?(am|pm|a\.m\.|p\.m\.|uhr|o'?clock)${finish}|${start}(\d{1,2})[:h](\d{2})(?!\d)`,
      'gu',
    ),
    values: ([hour, minute, half, bareHour, bareMinute]) => [
      clockOf(hour ?? bareHour, minute ?? bareMinute, half),
    ],
  },
  {
    kind: 'time',
    pattern: new RegExp(String.raw`${start}${numbers}${between}[\s-]?${between}${unit}${finish}`, 'gu'),
    values: ([low, high, name]) => amountsOf([low, high]).map((amount) => periodOf(amount, name ?? '')),
  },
  {
    kind: 'date',
    pattern: new RegExp(String.raw`(?<![${letters}])${weekday}s?${finish}`, 'gu'),
    values: ([name]) => [`day ${dayNames[name ?? '']}`],
  },
  {
    kind: 'count',
    pattern: new RegExp(
      String.raw`(?<!(?:order|number|no\.?|nr\.?|nummer|numero|bestellung|bestellnummer|auftrag|invoice|rechnung|commande|pedido|ordine|ordre|size|grosse|taille|talla|taglia|maat|page|seite|step|version|model|ticket|#)\s)${start}(\d{1,4}|\d{1,3}[.,]\d{3})(?=\s\p{L}{2})`,
      'gu',
    ),
    values: amountsOf,
  },
];

const plainNumber: Rule = { kind: 'count', pattern: /(\d+(?:[.,]\d+)*)/gu, values: amountsOf };

/**
 * Money, shares, periods, dates, times of day and quantities of a text, in any of the usual notations, also in words
 * ("thirty days"). Numbers of lists, of orders ("order 1042") and in addresses of the web are none; `all` counts every plain
 * number, for a text that others are compared with. Linear in its length.
 */
export function figuresIn(text: string, which: 'committing' | 'all' = 'committing'): Figure[] {
  const found: (Figure & { at: number })[] = [];
  let rest = withDigits(foldedInPlace(text));
  for (const { kind, pattern, values } of which === 'all' ? [...rules, plainNumber] : rules) {
    rest = rest.replaceAll(pattern, (written: string, ...args: unknown[]) => {
      const at = args.findIndex((arg) => typeof arg === 'number');
      const offset = Number(args[at]);
      const groups = args.slice(0, at).map((group) => (typeof group === 'string' ? group : undefined));
      found.push({ kind, text: written.trim(), values: values(groups), at: offset });
      return ' '.repeat(written.length);
    });
  }
  return found
    .toSorted((a, b) => a.at - b.at)
    .map(({ kind, text: written, values }) => ({ kind, text: written, values }));
}

/** Whether evidence that has these figures also has this one. */
export function isAmong(figure: Figure, known: readonly Figure[]): boolean {
  const values = new Set(known.filter(({ kind }) => kind === figure.kind).flatMap((one) => one.values));
  return figure.values.filter((value) => !value.startsWith('year ')).every((value) => values.has(value));
}

function foldedInPlace(text: string): string {
  return folded(text)
    .replaceAll(/(?:https?:\/\/|www\.)\S+/g, ' ')
    .replaceAll(/^[ \t]{0,20}\d{1,3}[.)]\s/gm, ' ')
    .replaceAll(/\s+/g, ' ');
}

const wordPattern = new RegExp(
  String.raw`(?<![${letters}])(${Object.keys(numberWords)
    .toSorted((a, b) => b.length - a.length)
    .join('|')})(?=[\s-](?:${between}${unit}|${currency}|percent|prozent)${finish})`,
  'gu',
);

/** "within a week" */
const articlePattern = new RegExp(
  String.raw`(?<=(?<!\p{L})(?:within|in|after|for|dans|sous|en|dentro de|entro|in|em|dentro de|binnen) )(?:a|an|un|una|um|uma|een)(?=\s${unit}${finish})`,
  'gu',
);

/** Numbers in words become digits where a unit follows. */
function withDigits(text: string): string {
  return text
    .replaceAll(wordPattern, (word) => String(numberWords[word] ?? word))
    .replaceAll(articlePattern, '1');
}

function amountsOf(amounts: readonly (string | undefined)[]): string[] {
  return amounts.filter((amount) => amount !== undefined).map(valueOf);
}

/** A number by its value: `1.200,00`, `1,200` and `1200` are one. */
function valueOf(amount: string): string {
  const plain = amount.replaceAll(/['’\u00A0\u202F ]/g, '');
  const [, whole = plain, fraction = ''] = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(plain) ?? [];
  const value = Number(`${whole.replaceAll(/\D/g, '')}.${fraction === '' ? '0' : fraction}`);
  return String(value);
}

function periodOf(amount: string, name: string): string {
  const [factor, base] = timeUnits[name] ?? [1, 'hours'];
  return `${Math.round(Number(amount) * factor * 1000) / 1000} ${base}`;
}

function dayOf(day = '', inMonth = ''): string {
  return `${inMonth.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function fullYear(year: string): string {
  return year.length === 2 ? `20${year}` : year;
}

function clockOf(hour = '0', minute = '00', half?: string): string {
  const isLate = half !== undefined && half.startsWith('p') && Number(hour) < 12;
  return `${isLate ? Number(hour) + 12 : Number(hour)}:${minute}`;
}
