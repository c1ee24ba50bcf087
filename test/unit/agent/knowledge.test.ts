import { describe, expect, it } from 'vitest';

import { createKnowledge } from '#agent/knowledge/knowledge.ts';

const knowledge = createKnowledge([
  {
    name: 'shipping.md',
    text: '# Shipping\n\nWe ship with DHL.\n\n## Germany\n\nShipping to Germany takes 2 to 3 days.\n\n## France\n\nShipping to France takes 4 days. See https://Parcels.example/fr.',
  },
  { name: 'returns.md', text: '# Returns\n\nShoes can be returned within 30 days.' },
  { name: 'ja.txt', text: '送料は全国一律500円です。' },
]);

describe('knowledge', () => {
  it('is cut at headings and found by what they say', () => {
    const [first] = knowledge.search('How long does shipping to Germany take?', 6);
    expect(first).toEqual({
      id: 'shipping.md#2',
      source: 'shipping.md',
      heading: 'Shipping > Germany',
      origin: 'knowledge',
      text: '## Germany\nShipping to Germany takes 2 to 3 days.',
    });
  });

  it('is found with a typo or half a word', () => {
    expect(knowledge.search('Can I retrun my shoes?', 6)[0]?.source).toBe('returns.md');
    expect(knowledge.search('german', 6)[0]?.id).toBe('shipping.md#2');
  });

  it('is found in scripts without blanks', () => {
    expect(knowledge.search('送料はいくらですか', 6)[0]?.source).toBe('ja.txt');
  });

  it('comes whole and in its own order when it is small', () => {
    const sources = knowledge.search('Kann ich shoes zurückgeben?').map(({ id }) => id);
    expect(sources).toEqual(['shipping.md#1', 'shipping.md#2', 'shipping.md#3', 'returns.md#1', 'ja.txt#1']);
  });

  it('gives nothing when no word occurs, and never more than asked', () => {
    expect(knowledge.search('xylophone', 6)).toEqual([]);
    expect(knowledge.search('', 6)).toEqual([]);
    expect(knowledge.search('shipping days', 1)).toHaveLength(1);
  });

  it('knows the hosts it links to', () => {
    expect([...knowledge.hosts]).toEqual(['parcels.example']);
  });

  it('cuts long sections into passages of bounded length without losing a sentence', () => {
    const sentences = Array.from({ length: 400 }, (_, at) => `Rule number ${at} is this one.`);
    const long = createKnowledge([{ name: 'long.md', text: `# Rules\n\n${sentences.join(' ')}` }]);
    expect(long.search('rule number')).toHaveLength(6);
    const found = long.search('rule number', 100);
    expect(found.every(({ text }) => text.length <= 920)).toBe(true);
    const all = found.map(({ text }) => text).join('\n');
    expect(sentences.every((sentence) => all.includes(sentence))).toBe(true);
  });

  it('can be empty', () => {
    expect(createKnowledge([]).search('anything')).toEqual([]);
  });
});
