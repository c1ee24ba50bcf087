/** What may end with a full stop without ending a sentence, in the languages most mail is written in; folded to lower case. */
const abbreviations = new Set(
  (
    'e.g i.e etc vs mr mrs ms dr prof st no nos inc ltd co corp approx dept est fig vol pp ca cf al jan feb mar apr jun jul aug sep sept oct nov dec ' +
    'z.b d.h u.a bzw usw ggf evtl inkl exkl zzgl nr str tel abs art bsp ca max min mio mrd ff hr fr sog vgl z.t u.u i.d.r gem ' +
    'p.ex env m mme mlle cie éd art av bd réf tél sr sra srta ud uds pág núm art aprox ej p.ej sig dott sig.ra ecc pag es ' +
    'bijv o.a m.b.t t.a.v enz dhr mevr blz n.v b.v ul np tzn itp itd godz tys zł m.in'
  ).split(' '),
);

const blockStart = /^\s*(?:[-*+•]\s+|\d{1,3}[.)]\s+|>+\s?|#{1,6}\s+|\|)/;
/** After an ordinal, as in `3. Oktober`. */
const germanMonth = /^\s*(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)/;
const ending = /[.!?…]+["'”’»)\]]*(?=\s|$)|[。！？｡]+["'”’」』）]*/gu;

/**
 * The sentences of a text in Markdown or plain form, in order, without the marks in front of lines. A heading, a list item and
 * a table row each stand for themselves; a line goes on in the next one only where that begins with a small letter.
 * Full stops of abbreviations, initials, ordinals and numbers do not end a sentence. Linear in the length of the text.
 */
export function sentencesOf(text: string): string[] {
  return linesOf(text)
    .flatMap(splitSentences)
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** The parts of a sentence that can be true or false by themselves. */
export function clausesOf(sentence: string): string[] {
  return sentence
    .replaceAll(/\s+/g, ' ')
    .split(
      /[;:—]\s+|\s[–-]\s|,?\s+(?:but|however|unless|except|although|aber|jedoch|sondern|außer|obwohl|mais|sauf|pero|sino|salvo|ma|tranne|porém|mas|maar|behalve|ale|men)\s+/iu,
    )
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '');
}

function linesOf(text: string): string[] {
  const lines: string[] = [];
  let isOpen = false;
  for (const raw of text.split(/\r\n?|\n/)) {
    const line = raw.trim();
    if (/^[-=*_`~|:\s]*$/.test(line)) {
      isOpen = false;
      continue;
    }
    const plain = plainLine(line);
    if (plain === '') continue;
    const last = lines.at(-1);
    const goesOn = isOpen && last !== undefined && !blockStart.test(line) && /^[\p{Ll}(]/u.test(plain);
    if (goesOn && !/[.!?…:。！？]$/u.test(last)) lines[lines.length - 1] = `${last} ${plain}`;
    else lines.push(plain);
    isOpen = !/^\s*(?:#{1,6}\s|\|)/.test(line);
  }
  return lines;
}

function plainLine(line: string): string {
  let rest = line;
  for (let round = 0; round < 3 && blockStart.test(rest); round++) rest = rest.replace(blockStart, '');
  return rest
    .replaceAll(/\*\*|__|`|~~/g, '')
    .replaceAll(/\s*\|\s*/g, ', ')
    .replaceAll(/^, |, $/g, '')
    .trim();
}

/** A line as its sentences, with nothing left out but the blanks between them. */
export function splitSentences(line: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (const match of line.matchAll(ending)) {
    const end = match.index + match[0].length;
    if (!endsSentence(line, match.index, end)) continue;
    found.push(line.slice(start, end).trim());
    start = end;
  }
  const rest = line.slice(start).trim();
  if (rest !== '') found.push(rest);
  return found;
}

function endsSentence(line: string, at: number, end: number): boolean {
  if (line[at] !== '.' || line[at + 1] === '.') return true;
  const before = /[\p{L}\p{N}.]{1,24}$/u.exec(line.slice(Math.max(0, at - 24), at))?.[0] ?? '';
  const next = /^\s*(\S)/u.exec(line.slice(end, end + 8))?.[1];
  if (next === undefined) return true;
  if (/^\p{Ll}/u.test(next)) return false;
  if (abbreviations.has(before.toLowerCase())) return false;
  if (/^\p{L}$/u.test(before)) return false;
  return !(/^\d{1,2}$/.test(before) && germanMonth.test(line.slice(end)));
}
