import { describe, expect, it } from 'vitest';

import { languageOf } from '#agent/reading/language.ts';
import { checkDraft } from '#agent/check/check.ts';
import { createKnowledge } from '#agent/knowledge/knowledge.ts';

import { aClassification, aDraft, anAgent, aReading } from './builders.ts';
import { type Case, claimCases, shopKnowledge } from './claim-cases.ts';

const knowledge = createKnowledge(shopKnowledge);

function doubtsOf({ mail, body, cites = [] }: Case): string[] {
  const { doubts } = checkDraft({
    agent: anAgent({ links: ['larchandlane.example'] }),
    draft: aDraft({ body, citations: cites.map(([text, source]) => ({ text, source })) }),
    seen: aClassification({ language: languageOf(body) ?? 'und' }),
    conversation: [aReading({ text: mail })],
    passages: knowledge.search(mail),
    knowledge,
  });
  return doubts.map(({ code }) => code);
}

describe('a draft that says what the knowledge says', () => {
  it.each(claimCases.filter(({ good }) => good))('goes out with $because', (one) => {
    expect(doubtsOf(one)).toEqual([]);
  });
});

describe('a draft that says what nothing supports', () => {
  it.each(claimCases.filter(({ good }) => !good))('goes to a person with $because', (one) => {
    expect(doubtsOf(one)).not.toEqual([]);
  });
});
