import { languageOf } from './language.ts';
import { phrasesOf } from './phrases.ts';
import type { PromptReading } from './reading.ts';
import { rarity, sentencesOf, termsOf } from './words.ts';

export type Drafted = {
  body: string;
  citations: { text: string; source: string }[];
  unsupported: string[];
  commitments: string[];
  confidence: number;
};

/** The part of the question, by weight, that a quoted sentence must share, and in how many terms. */
const MIN_SHARE = 0.25;
const MIN_TERMS = 2;
/** A second sentence is quoted when it comes this near to the first. */
const NEAR = 0.85;
const MAX_QUOTED = 2;

type Candidate = { text: string; source: string; score: number };

/**
 * Writes a short answer in the sender's language from sentences of the passages in the prompt, quoted as they are
 * and cited; what no sentence answers goes into `unsupported` (sandbox/README.md, "The model's rules").
 */
export function draft(reading: PromptReading): Drafted {
  const language = reading.language ?? languageOf(reading.newest);
  const say = phrasesOf(language);
  const quoted = bestSentences(reading);
  const extra = reading.change === undefined ? undefined : requested(reading.change);
  if (quoted.length === 0 && extra === undefined) {
    const open =
      sentencesOf(reading.newest).find((sentence) => sentence.includes('?')) ?? reading.newest.slice(0, 200);
    return {
      body: [say.greeting, `${say.thanks} ${say.noAnswer}`, say.closing].join('\n\n'),
      citations: [],
      unsupported: [open.trim() === '' ? 'the question' : open],
      commitments: [],
      confidence: 0.3,
    };
  }
  const answer = [say.thanks, ...quoted.map(({ text }) => text)].join(' ');
  return {
    body: [say.greeting, answer, ...(extra === undefined ? [] : [extra]), say.closing].join('\n\n'),
    citations: quoted.map(({ text, source }) => ({ text, source })),
    unsupported: [],
    commitments: [],
    confidence: 0.9,
  };
}

function bestSentences({ newest, passages }: PromptReading): Candidate[] {
  const question = termsOf(questionIn(newest));
  const sentences = passages.flatMap(({ id, text }) => {
    const heading = text.split('\n').find((line) => line.startsWith('#')) ?? '';
    return sentencesOf(text).map((sentence) => ({
      text: sentence,
      source: id,
      terms: termsOf(`${heading} ${sentence}`),
    }));
  });
  const weigh = rarity(sentences.map(({ terms }) => terms));
  const ranked = sentences
    .map(({ text, source, terms }) => {
      const shared = [...terms].filter((term) => question.has(term));
      return { text, source, score: shared.length < MIN_TERMS ? 0 : total(shared, weigh) };
    })
    .toSorted((a, b) => b.score - a.score);
  const top = ranked[0]?.score ?? 0;
  if (top === 0 || top < total([...question], weigh) * MIN_SHARE) return [];
  const chosen = ranked.filter(({ score }) => score >= top * NEAR);
  return [...new Map(chosen.map((candidate) => [candidate.text, candidate])).values()].slice(0, MAX_QUOTED);
}

function total(terms: string[], weigh: (term: string) => number): number {
  return terms.reduce((sum, term) => sum + 1 + weigh(term), 0);
}

/** The sentences that ask something; the whole mail where none does. */
function questionIn(mail: string): string {
  const asking = sentencesOf(mail).filter((sentence) => sentence.includes('?'));
  return asking.length > 0 ? asking.join(' ') : mail;
}

/** What a reviewer wants said, as a sentence: `mention that we are closed on Monday` → `We are closed on Monday.` */
function requested(change: string): string | undefined {
  const wish =
    /(?:mention|say|add|tell (?:them|her|him|the customer)|write|include|state)(?: also)?(?: that)?[: ]+([\s\S]{3,400})/i.exec(
      change,
    );
  const text = wish?.[1]?.trim();
  if (!text) return undefined;
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
