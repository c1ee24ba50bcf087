import { expect, it } from 'vitest';
import { reasonWords, wordsOf } from '../../../web/words.ts';
import { codesInTables, read, sectionOf } from '../docs/documents.ts';

const documented = codesInTables(sectionOf(read('docs/agents.md'), '## Reasons'));

it('has words for every documented reason, and for no other', () => {
  expect(Object.keys(reasonWords).toSorted()).toEqual(documented.toSorted());
});

it('says each thing in one short line', () => {
  const long = Object.values(reasonWords).filter((words) => words.length > 60 || words.endsWith('.'));
  expect(long).toEqual([]);
  expect(new Set(Object.values(reasonWords)).size).toBe(documented.length);
});

it('shows a reason it does not know as plain words', () => {
  expect(wordsOf('low_confidence')).toBe('Not sure enough what it is');
  expect(wordsOf('brand_new_reason')).toBe('Brand new reason');
});
