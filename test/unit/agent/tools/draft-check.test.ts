import { expect, test } from 'vitest';
import { checkDraft } from '#agent/check/check.ts';
import { createKnowledge } from '#agent/knowledge/knowledge.ts';
import { toolPassage } from '#agent/tools/result.ts';
import { aClassification, aDraft, anAgent } from '../../../helpers/builders.ts';
import { aReading } from '../builders.ts';

test.each([
  ['a number of a parcel that was looked up', 'The number of your parcel is 00340434161094015902.', ''],
  ['another one', 'The number of your parcel is 00340434161094015903.', 'phone_not_in_evidence'],
  ['the same, written to be dialled', 'Call +49 30 901820.', 'phone_not_in_evidence'],
  ['a date that was looked up', 'Your order left our warehouse on 3 May.', ''],
  ['a link that only a look-up has', 'See https://track.example/1', 'link_not_allowed'],
])('a draft that rests on a look-up and holds %s', (_, body, codes) => {
  const text =
    'parcel: 00340434161094015902\nleft our warehouse: 2026-05-03\nphone: +4930901820\nsee: https://track.example/1';
  const { doubts } = checkDraft({
    agent: anAgent(),
    draft: aDraft({ body, citations: [{ text: body, source: 'tool:order' }] }),
    seen: aClassification(),
    conversation: [aReading({ text: 'Where is my order?' })],
    passages: [toolPassage('order', 1, text)],
    knowledge: createKnowledge([]),
  });
  expect(doubts.map(({ code }) => code).join(' ')).toBe(codes);
});
