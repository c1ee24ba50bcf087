import type { ClaimKind } from '#domain/sources.ts';

import { type Figure, type FigureKind, figuresIn } from '#agent/knowledge/figures.ts';
import { isNegated } from '#agent/knowledge/negation.ts';
import { clausesOf, sentencesOf } from '#agent/knowledge/sentences.ts';
import { termsOf } from '#agent/knowledge/terms.ts';
import { folded } from '#agent/knowledge/words.ts';
import { type Matter, matters } from './claim-words.ts';
import { closing, courtesy, echo, greeting, ownWord, request, undecided } from './sentence-words.ts';

/** A sentence of a draft and what in it commits us. */
export type Claim = {
  sentence: string;
  kind: ClaimKind;
  figures: Figure[];
  /** What it promises, or says of the law or of the stock. */
  matters: Matter[];
};

const ofFigures: Record<FigureKind, ClaimKind> = {
  money: 'money',
  share: 'percentage',
  time: 'time',
  date: 'time',
  clock: 'time',
  count: 'quantity',
};
/** The heaviest first: a sentence is shown as the first of these that it is. */
const byWeight: readonly ClaimKind[] = [
  'promise',
  'legal',
  'money',
  'percentage',
  'time',
  'availability',
  'quantity',
];

/** The sentences of a draft in their order, each with what it is. */
export function claimsIn(body: string): Claim[] {
  let isSigned = false;
  return sentencesOf(body).map((sentence) => {
    const plain = folded(sentence);
    isSigned ||= closing.test(plain);
    const claim = {
      sentence,
      figures: figuresIn(sentence),
      matters: isEcho(plain) ? [] : mattersIn(sentence),
    };
    return { ...claim, kind: kindOf(plain, claim, isSigned) };
  });
}

function kindOf(plain: string, claim: Pick<Claim, 'figures' | 'matters'>, isSigned: boolean): ClaimKind {
  const asks = /[?？]["”»)]*$/.test(plain);
  const heavy = [
    ...(asks ? [] : claim.matters.map(({ kind }) => kind)),
    ...claim.figures.map(({ kind }) => ofFigures[kind]),
  ];
  const heaviest = byWeight.find((kind) => heavy.includes(kind));
  if (heaviest !== undefined) return heaviest;
  if (/https?:\/\/|www\./.test(plain)) return 'link';
  if (asks) return 'question';
  if (isSigned || isCourtesy(plain)) return 'courtesy';
  if (request.test(plain)) return 'question';
  return termsOf(plain).length < 2 ? 'courtesy' : 'fact';
}

/** Whether a folded text only repeats to the sender what they said or asked, and adds no word of ours. */
export function isEcho(plain: string): boolean {
  return echo.test(plain) && !ownWord.test(plain);
}

/** Whether every part of a sentence is polite alone: "Thank you, dogs are welcome in our shop" states something. */
function isCourtesy(plain: string): boolean {
  const parts = plain.split(/[,;:–]\s+/).filter((part) => termsOf(part).length > 2);
  return [plain, ...parts].every((part) => greeting.test(part) || courtesy.test(part));
}

/** What a text promises or says of the law or the stock. What is denied, or left open, promises nothing. */
export function mattersIn(text: string): Matter[] {
  const clauses = clausesOf(text).map((clause) => ({ plain: folded(clause), isDenied: isNegated(clause) }));
  return matters.filter(({ pattern, kind }) =>
    clauses.some(
      ({ plain, isDenied }) =>
        pattern.test(plain) && (kind !== 'promise' || (!isDenied && !undecided.test(plain))),
    ),
  );
}
