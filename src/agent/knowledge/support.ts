import { oncePer } from '#agent/once-per.ts';
import type { Ground } from './evidence.ts';
import { type Figure, figuresIn, isAmong } from './figures.ts';
import { nameOthers, namesIn } from './names.ts';
import { isNegated } from './negation.ts';
import { clausesOf, sentencesOf } from './sentences.ts';
import { formsOf, looseForms, termsOf } from './terms.ts';

/** What was said, made ready to be compared with. */
export type Grounds = {
  sentences: readonly Said[];
  /** How much a word tells: the rarer in what was said, the more. */
  weightOf: (term: string) => number;
  /** Whether names can be compared: in the same language. */
  isAlike: boolean;
};

/** A sentence that was said, and what it speaks of. */
export type Said = {
  ground: Ground;
  text: string;
  terms: ReadonlySet<string>;
  /** Words of the first line, which is mostly a heading. */
  heading: ReadonlySet<string>;
  /** Words of the sentences beside it. */
  beside: ReadonlySet<string>;
  figures: readonly Figure[];
  names: ReadonlySet<string>;
  clauses: readonly { terms: ReadonlySet<string>; count: number; isNegated: boolean }[];
};

/** The sentence of a ground that comes nearest; `score` 0..1 is how much of what the statement speaks of is spoken of there. */
export type Near = { ground: Ground; text: string; score: number };

/** What supports a statement, and what speaks against it. */
export type Support = {
  /** Best first, one a ground; grounds that share nothing with the statement are left out. */
  near: Near[];
  /** Figures of the statement that nothing of ours has. */
  missing: Figure[];
  /** Those of them that the sender wrote. */
  echoed: Figure[];
  /** A sentence of ours that speaks of the very same and has another figure, or denies what the statement says. */
  against: Near | undefined;
};

/** More of one ground is not compared: it bounds the time. */
const maxGroundLength = 60_000;
/** What surrounds a sentence speaks for it, but less than the sentence itself. */
const aroundShare = 0.6;
/** From this score on two sentences are taken to speak of the same. */
const sameMatter = 0.7;
/** By so much the sentence with another figure has to come nearer than the one with this figure. */
const clearlyNearer = 0.2;
/** And from this score on, since a table says little beside its figures. */
const sameThing = 0.5;

/** Makes everything that was said ready; in time linear in its length. */
export function readGrounds(grounds: readonly Ground[], isAlike = true): Grounds {
  const sentences = grounds.flatMap(saidIn);
  const countOf = (term: string) =>
    grounds.reduce((sum, ground) => sum + (countsIn(ground).get(term) ?? 0), 0);
  const weightOf = (term: string) => Math.log(1 + (sentences.length + 1) / (1 + countOf(term)));
  return { sentences, weightOf, isAlike };
}

/**
 * What supports a statement (see `groundsOf` for who counts as whom). Figures are compared by value and unit in any language;
 * what is spoken of by words, so that for grounds in another language only figures tell.
 */
export function supportFor(statement: string, grounds: Grounds): Support {
  const terms = [...new Set(termsOf(statement))];
  const total = sumOf(terms, grounds.weightOf);
  const asked = terms.map((term) => ({ forms: formsOf(term), weight: grounds.weightOf(term) }));
  const spokenOf = asked
    .filter(({ forms }) => grounds.sentences.some(({ terms: known }) => hasAny(known, forms)))
    .reduce((sum, { weight }) => sum + weight, 0);
  const sharedWith = oncePer((ground: Ground) =>
    asked.filter(({ forms }) => forms.some((form) => countsIn(ground).has(form))),
  );
  const scored = grounds.sentences.map((said) => {
    const { alone, withBeside } = weighed(sharedWith(said.ground), said);
    return { said, alone: alone / (spokenOf || 1), score: withBeside / (total || 1) };
  });
  const figures = figuresIn(statement);
  const names = grounds.isAlike ? namesIn(statement) : new Set<string>();
  const has = (side: Ground['side'], figure: Figure) =>
    scored.some(
      ({ said }) =>
        said.ground.side === side && isAmong(figure, said.figures) && !nameOthers(names, said.names),
    );
  const missing = figures.filter((figure) => !has('ours', figure));
  return {
    near: nearest(scored, figures),
    missing,
    echoed: missing.filter((figure) => has('theirs', figure)),
    against: otherFigure(figures, scored) ?? denial(statement, scored, grounds.weightOf),
  };
}

/** `alone` leaves out what only the sentences beside it speak of, and words of the statement that stand nowhere. */
type Scored = { said: Said; score: number; alone: number };

function nearest(scored: readonly Scored[], figures: readonly Figure[]): Near[] {
  const best = new Map<Ground, { near: Near; rank: number }>();
  for (const one of scored) {
    const { said, score } = one;
    const shared = figures.filter((figure) => isAmong(figure, said.figures)).length;
    const rank = score + (figures.length === 0 ? 0 : shared / figures.length);
    if (rank > (best.get(said.ground)?.rank ?? 0)) best.set(said.ground, { near: nearOf(one), rank });
  }
  return [...best.values()].toSorted((a, b) => b.rank - a.rank).map(({ near }) => near);
}

/** A sentence of ours on the same matter with another figure of that kind, when it clearly comes nearer than any with this one. */
function otherFigure(figures: readonly Figure[], scored: readonly Scored[]): Near | undefined {
  for (const figure of figures) {
    const rivals = scored.filter(
      ({ said }) => said.ground.side === 'ours' && said.figures.some(({ kind }) => kind === figure.kind),
    );
    const agreeing = rivals.filter(({ said }) => isAmong(figure, said.figures));
    if (agreeing.length === 0) continue;
    const other = bestOf(rivals.filter((rival) => !agreeing.includes(rival)));
    const own = bestOf(agreeing);
    if (other && own && other.alone >= sameThing && other.alone > own.alone + clearlyNearer)
      return nearOf(other);
  }
  return undefined;
}

/** A clause of ours that says nearly the same words with the other sign, while none says them with the same. */
function denial(
  statement: string,
  scored: readonly Scored[],
  weightOf: Grounds['weightOf'],
): Near | undefined {
  const ours = scored.filter(({ said, score }) => said.ground.side === 'ours' && score >= sameMatter / 2);
  for (const clause of clausesOf(withoutAnswer(statement))) {
    const terms = [...new Set(termsOf(clause))];
    if (terms.length < 2) continue;
    const total = sumOf(terms, weightOf);
    const sign = isNegated(clause);
    const same = ours.flatMap((one) =>
      one.said.clauses
        .filter(({ terms: theirs, count }) => {
          const shared = terms.filter((term) => hasAny(theirs, formsOf(term)));
          return sumOf(shared, weightOf) >= sameMatter * total && shared.length >= count / 2;
        })
        .map(({ isNegated: theirSign }) => ({ one, isOpposite: theirSign !== sign })),
    );
    const [first] = same;
    if (first && same.every(({ isOpposite }) => isOpposite)) return nearOf(first.one);
  }
  return undefined;
}

/** Without a "no," in front, which answers the question and denies nothing in what follows. */
function withoutAnswer(statement: string): string {
  return statement.replace(
    /^\s*(?:yes|no|ja|nein|oui|non|s[ií]|no|sim|n[aã]o|nee|tak|nie|nej|nei)\s*[,.:!–-]\s*/iu,
    '',
  );
}

/** Grounds of passages live as long as the agent. */
const saidIn = oncePer(readGround);

function readGround(ground: Ground): Said[] {
  const sentences = sentencesOf(ground.text.slice(0, maxGroundLength));
  const terms = sentences.map((sentence) => looseForms(termsOf(sentence)));
  return sentences.map((text, at) => ({
    ground,
    text,
    terms: terms[at] ?? new Set(),
    heading: terms[0] ?? new Set(),
    beside: new Set([...(terms[at - 1] ?? []), ...(terms[at + 1] ?? [])]),
    figures: figuresIn(text, 'all'),
    names: namesIn(text),
    clauses: clausesOf(text).map((clause) => {
      const stems = new Set(termsOf(clause));
      return { terms: looseForms([...stems]), count: stems.size, isNegated: isNegated(clause) };
    }),
  }));
}

/** In how many sentences of a ground each word form stands. */
const countsIn = oncePer((ground: Ground): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { terms } of saidIn(ground))
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
});

function weighed(terms: readonly { forms: readonly string[]; weight: number }[], said: Said) {
  let alone = 0;
  let beside = 0;
  for (const { forms, weight } of terms) {
    if (hasAny(said.terms, forms)) alone += weight;
    else if (hasAny(said.heading, forms)) alone += weight * aroundShare;
    else if (hasAny(said.beside, forms)) beside += weight * aroundShare;
  }
  return { alone, withBeside: alone + beside };
}

function hasAny(known: ReadonlySet<string>, forms: readonly string[]): boolean {
  return forms.some((form) => known.has(form));
}

function sumOf(terms: readonly string[], weightOf: Grounds['weightOf']): number {
  return terms.reduce((sum, term) => sum + weightOf(term), 0);
}

function bestOf(scored: readonly Scored[]): Scored | undefined {
  return scored.toSorted((a, b) => b.alone - a.alone)[0];
}

function nearOf({ said, score }: Scored): Near {
  return { ground: said.ground, text: said.text, score };
}
