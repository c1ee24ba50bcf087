import { describe, expect, it } from 'vitest';

import { groupGaps } from '#agent/knowledge/gap-groups.ts';
import { inspectKnowledge } from '#agent/knowledge/inspect.ts';
import { createKnowledge } from '#agent/knowledge/knowledge.ts';
import { questionsIn } from '#agent/knowledge/questions.ts';
import { checkDraft } from '#agent/check/check.ts';

import { aClassification, aDraft, anAgent, aReading, noon } from './builders.ts';
import { shopKnowledge } from './claim-cases.ts';

const knowledge = createKnowledge(shopKnowledge);

describe('questions of a mail', () => {
  const cases: [string, string[]][] = [
    [
      'Hello,\n\nhow long does shipping take? I also wonder whether dogs are allowed.\n\nThanks, Ann',
      ['how long does shipping take?', 'I also wonder whether dogs are allowed.'],
    ],
    ['Guten Tag, ich wüsste gern, ob Sie reparieren.', ['Guten Tag, ich wüsste gern, ob Sie reparieren.']],
    ['Price list for 200 key rings please', ['Price list for 200 key rings please']],
    ['送料はいくらですか？', ['送料はいくらですか？']],
    ['Hello there', []],
    ['', []],
  ];
  it.each(cases)('%j', (text, questions) => {
    expect(questionsIn(text)).toEqual(questions);
  });
});

function gapOf(mail: string, draft: Parameters<typeof aDraft>[0]) {
  const { gap, doubts } = checkDraft({
    agent: anAgent({ links: ['larchandlane.example'] }),
    draft: aDraft(draft),
    seen: aClassification(),
    conversation: [aReading({ text: mail })],
    passages: knowledge.search(mail),
    knowledge,
  });
  expect(doubts.some(({ code }) => code === 'knowledge_gap')).toBe(gap !== undefined);
  return gap?.questions;
}

describe('a gap in the knowledge', () => {
  const dogs = 'How long does shipping to Germany take? And may I bring my dog to the shop?';
  const shipping = 'Shipping to Germany takes 2 to 3 working days.';

  it('names the question that stays open, not the one that is answered', () => {
    const body = `Hello,\n\n${shipping} A colleague will look into your other question.`;
    expect(gapOf(dogs, { body })).toEqual(['And may I bring my dog to the shop?']);
    expect(gapOf(dogs, { body: shipping, unsupported: ['dogs in the shop'] })).toEqual([
      'And may I bring my dog to the shop?',
    ]);
  });

  it('is named where the draft fills it with something invented', () => {
    expect(gapOf(dogs, { body: `${shipping} Dogs are welcome in our shop.` })).toHaveLength(1);
    expect(gapOf(dogs, { body: `${shipping} Dogs cost 5 EUR.` })).toHaveLength(1);
  });

  it('is none where all is answered, or nothing was asked', () => {
    expect(gapOf('How long does shipping to Germany take?', { body: shipping })).toBeUndefined();
    expect(
      gapOf('Hello!', { body: 'Hello, thank you for your mail. We will send it to you.' }),
    ).toBeUndefined();
    expect(gapOf('Where is my order?', { body: 'Hello, it is on its way to you.' })).toBeUndefined();
  });
});

const gap = (messageId: string, question: string) => ({
  agent: 'support',
  grantId: 'g1',
  messageId,
  question,
  atMs: noon,
});

describe('the report of gaps', () => {
  it('puts questions on the same together, the most frequent first, and says where an answer may belong', () => {
    const groups = groupGaps(
      [
        gap('m1', 'Do you ship to Norway?'),
        gap('m2', 'May I bring my dog to your shop?'),
        gap('m3', 'Is shipping to Norway possible?'),
        gap('m4', 'Can you tell me whether you ship parcels to Norway?'),
      ],
      () => knowledge,
    );
    expect(groups).toMatchObject([
      { question: 'Do you ship to Norway?', count: 3, belongsTo: expect.stringContaining('shipping.md') },
      { question: 'May I bring my dog to your shop?', count: 1 },
    ]);
    expect(groups[0]?.messages).toHaveLength(3);
  });

  it('knows no place for what nothing is near to', () => {
    expect(groupGaps([gap('m1', 'Xylophones?')], () => knowledge)).toMatchObject([{ belongsTo: null }]);
    expect(groupGaps([gap('m1', 'Xylophones?')], () => undefined)).toMatchObject([{ belongsTo: null }]);
  });
});

const inspect = (...files: { name: string; text: string }[]) =>
  inspectKnowledge(files, createKnowledge(files)).map(({ kind, where }) => [kind, ...where]);

describe('what is wrong with a knowledge', () => {
  it('is found', () => {
    const files = [
      {
        name: 'a.md',
        text: '# Returns\n\nYou can return shoes within 30 days of arrival. See [more](b/c.md).',
      },
      {
        name: 'b/c.md',
        text: '# Returns\n\nYou can return shoes within 14 days of arrival.\n\n[up](../gone.md)',
      },
      { name: 'd.md', text: '# Hours\n\nOpen daily.\n\n# Hours\n\nOpen daily.' },
      { name: 'e.txt', text: 'One line after another. '.repeat(300) },
    ];
    expect(inspect(...files)).toEqual(
      expect.arrayContaining([
        ['contradiction', 'a.md#1', 'b/c.md#1'],
        ['broken link', 'b/c.md'],
        ['duplicate', 'd.md#1', 'd.md#2'],
        ['no headings', 'e.txt'],
      ]),
    );
  });

  it('is nothing for the shipped agent', () => {
    expect(inspect(...shopKnowledge)).toEqual([]);
  });
});
