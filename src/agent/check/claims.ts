import type { Agent } from '#domain/agent-config.ts';
import type { Draft, Reason } from '#domain/decision.ts';
import type { SourcedSentence } from '#domain/sources.ts';

import { isComparable } from '#agent/knowledge/comparable.ts';
import { groundsOf } from '#agent/knowledge/evidence.ts';
import type { Knowledge } from '#agent/knowledge/knowledge.ts';
import type { Passage } from '#agent/knowledge/passage.ts';
import {
  type Grounds,
  type Near,
  readGrounds,
  type Said,
  type Support,
  supportFor,
} from '#agent/knowledge/support.ts';
import { nameOthers, namesIn } from '#agent/knowledge/names.ts';
import { isNegated } from '#agent/knowledge/negation.ts';
import { oncePer } from '#agent/once-per.ts';
import type { Figure } from '#agent/knowledge/figures.ts';
import { termsOf } from '#agent/knowledge/terms.ts';
import { folded } from '#agent/knowledge/words.ts';
import type { Reading } from '#agent/reading/reading.ts';
import { type Claim, claimsIn, isEcho, mattersIn } from './claim-kinds.ts';
import { citedFor } from './citations.ts';
import { echo } from './sentence-words.ts';

type Input = {
  agent: Agent;
  draft: Draft;
  conversation: readonly Reading[];
  passages: readonly Passage[];
  knowledge: Knowledge;
  /** BCP 47 tag of what the draft should be in, where that is known. */
  language: string | undefined;
};

/** A sentence with what it rests on and what speaks against it. */
export type Judged = SourcedSentence & { reasons: Reason[] };

/** Enough shared words for a sentence to rest on what it cites, and on what it does not. */
const enough = { cited: 0.3, found: 0.5 };
/** A cited passage that shares less does not speak of it. */
const nothingShared = 0.15;
/** Fewer words say too little to be compared. */
const leastTerms = 3;
/** Passages looked up for a sentence that none of the given ones supports. */
const lookedUp = 3;

/**
 * Judges every sentence of a draft by what it was given (`groundsOf`): money, shares, times, quantities, promises, words of the law
 * and of the stock need support from our side, whatever the sender wrote; that may only be repeated to the sender. With
 * `evidence: strict` every sentence that states something needs a passage or mail that says it.
 */
export function judgeClaims(input: Input): Judged[] {
  const { draft, agent, passages, conversation } = input;
  const isAlike = isComparable(draft.body, input.language, passages);
  const given = readGrounds(groundsOf(passages, agent, conversation), isAlike);
  return claimsIn(draft.body).map((claim) => {
    const cited = citedFor(claim.sentence, draft, input);
    const judged = judge(claim, given, cited, agent);
    if (judged.reasons.length === 0 || passages.length === 0) return judged;
    const more = input.knowledge.search(claim.sentence, lookedUp);
    const again = readGrounds(groundsOf([...passages, ...more], agent, conversation), isAlike);
    const second = judge(claim, again, cited, agent);
    return second.reasons.length === 0 ? second : judged;
  });
}

function judge(claim: Claim, grounds: Grounds, cited: string[], agent: Agent): Judged {
  const { sentence, kind } = claim;
  if (kind === 'courtesy' || kind === 'question') return { sentence, kind, support: null, reasons: [] };
  const support = supportFor(sentence, grounds);
  const { isAlike } = grounds;
  const near = nearestFor(claim, support, cited, isAlike);
  const reasons = [
    ...figureReasons(claim, support),
    ...matterReasons(claim, grounds, cited),
    ...contradiction(claim, support),
    ...mismatch(claim, support, near, cited, isAlike),
  ];
  const strict = agent.config.evidence === 'strict' && near === undefined && reasons.length === 0;
  if (strict) reasons.push(reason('unsupported_statement', 'nothing it was given says', sentence));
  return { sentence, kind, support: reasons.length === 0 ? (near?.ground.id ?? null) : null, reasons };
}

/** What a sentence rests on: first what it cites, then ours, then the sender's own words. */
function nearestFor(
  { sentence, figures }: Claim,
  { near, missing, echoed }: Support,
  cited: string[],
  isAlike: boolean,
): Near | undefined {
  const isDenied = isNegated(sentence);
  const isCited = ({ ground }: Near) => cited.includes(ground.id);
  const hasFigures = figures.length > 0 && missing.length === 0;
  const among = (those: Near[]) =>
    those.find(
      (one) => one.score >= (isCited(one) || (isDenied && isNegated(one.text)) ? enough.cited : enough.found),
    ) ?? (hasFigures ? those[0] : undefined);
  const ours = near.filter(({ ground }) => ground.side === 'ours');
  const theirs = near.filter(({ ground }) => ground.side === 'theirs');
  const foreign = isAlike ? undefined : ours.find(isCited);
  return (
    among(ours.filter(isCited)) ??
    foreign ??
    among(ours) ??
    (missing.length === echoed.length && echo.test(folded(sentence)) ? among(theirs) : undefined)
  );
}

function figureReasons({ sentence }: Claim, { missing, echoed }: Support): Reason[] {
  const repeats = missing.filter((figure) => echoed.includes(figure));
  const parts = folded(sentence).split(/,\s+|\s(?:and|und|et|y|e|en|i|och|og)\s/u);
  const mayRepeat = (figure: Figure) =>
    figure.kind === 'count' || parts.some((part) => part.includes(figure.text) && isEcho(part));
  const lacking = missing.filter((figure) => !repeats.includes(figure) || !mayRepeat(figure));
  if (lacking.length === 0) return [];
  const listed = lacking.map(({ text }) => text).join(', ');
  return [reason('unsupported_number', `nothing of ours has ${listed}:`, sentence)];
}

const codes = {
  promise: 'unsupported_promise',
  legal: 'unsupported_legal',
  availability: 'unsupported_availability',
} as const;

/** A promise, or a word of the law or the stock, that our side has not given on the same thing. */
function matterReasons(claim: Claim, grounds: Grounds, cited: string[]): Reason[] {
  if (claim.matters.length === 0) return [];
  const unsupported = claim.matters.filter(({ name }) => !hasMatter(name, claim, grounds, cited));
  const [first] = unsupported;
  return first === undefined
    ? []
    : [reason(codes[first.kind], `nothing of ours says so (${first.name}):`, claim.sentence)];
}

/** Whether a sentence of ours on the same thing says the same kind of thing. */
function hasMatter(name: string, { sentence }: Claim, grounds: Grounds, cited: string[]): boolean {
  const saying = grounds.sentences.filter(
    (said) => said.ground.side === 'ours' && mattersOf(said).some((matter) => matter.name === name),
  );
  if (!grounds.isAlike) return saying.length > 0;
  const names = namesIn(sentence);
  const sentences = saying.filter((said) => !nameOthers(names, said.names));
  return supportFor(sentence, { ...grounds, sentences }).near.some(
    ({ ground, score }) => score >= (cited.includes(ground.id) ? enough.cited : enough.found),
  );
}

const mattersOf = oncePer(({ text }: Said) => mattersIn(text));

function contradiction({ sentence }: Claim, { against }: Support): Reason[] {
  if (against === undefined) return [];
  const says = against.text.replaceAll(/\s+/g, ' ').slice(0, 160);
  return [reason('contradicts_source', `${against.ground.id} says "${says}", the draft:`, sentence)];
}

/** It cites something that does not speak of it, and nothing else does. */
function mismatch(
  { sentence, figures }: Claim,
  { near, missing }: Support,
  found: Near | undefined,
  cited: string[],
  isAlike: boolean,
): Reason[] {
  if (!isAlike || cited.length === 0 || found !== undefined || termsOf(sentence).length < leastTerms)
    return [];
  if (figures.length > missing.length) return [];
  const best = Math.max(
    0,
    ...near.filter(({ ground }) => cited.includes(ground.id)).map(({ score }) => score),
  );
  return best >= nothingShared
    ? []
    : [reason('citation_mismatch', `${cited.slice(0, 3).join(', ')} does not say:`, sentence)];
}

function reason(code: string, lead: string, sentence: string): Reason {
  const shown = sentence.replaceAll(/\s+/g, ' ').slice(0, 200);
  return { code, detail: `${lead} ${shown}` };
}
