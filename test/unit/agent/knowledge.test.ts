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

const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id);

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

  it('names passages of a file with pages by page and place', () => {
    const pages = ['# Guide\n\nOpen the lid.', '', 'Press the red button. The lamp turns green.'];
    const guide = createKnowledge([{ name: 'guide.pdf', text: pages.join('\n\n'), pages }]);
    expect(guide.search('red button', 1)).toMatchObject([{ id: 'guide.pdf#p3.1', page: 3 }]);
    expect(guide.search('lid', 1)).toMatchObject([{ id: 'guide.pdf#p1.1', heading: 'Guide', page: 1 }]);
  });

  const forms: [string, string, string][] = [
    ['a part of a compound', 'Wie hoch sind die Kosten für Versand?', 'Die Versandkosten betragen 5 Euro.'],
    ['a compound by its parts', 'Rückgabefrist?', 'Die Frist für eine Rückgabe sind 30 Tage.'],
    [
      'another form of a word',
      'Lieferungen nach Österreich?',
      'Eine Lieferung nach Österreich dauert 3 Tage.',
    ],
    ['letters without their marks', 'Ruckgabe moglich?', 'Eine Rückgabe ist möglich.'],
    ['a French plural', 'Acceptez-vous les chèques ?', 'Le paiement par chèque est accepté.'],
    ['a Spanish plural', '¿Hacen devoluciones?', 'La devolución es gratuita.'],
  ];
  it.each(forms)('is found by %s', (_what, question, answer) => {
    const others = 'Opening hours.\n\n# Zwei\n\nDer Laden ist offen.\n\n# Tres\n\nLa tienda abre.';
    const mixed = createKnowledge([{ name: 'a.md', text: `# Eins\n\n${others}\n\n# Vier\n\n${answer}` }]);
    expect(mixed.search(question, 1)[0]?.text).toContain(answer);
  });

  it('keeps a list with the line above it, and gives each part of a long table its head', () => {
    const rows = Array.from({ length: 60 }, (_, at) => `| Country ${at} | ${at} EUR |`);
    const text = `# Prices\n\nWe ship by:\n\n- DHL\n- DPD\n\n# Table\n\n| Country | Price |\n|---|---|\n${rows.join('\n')}`;
    const [list, ...tables] = createKnowledge([{ name: 'p.md', text }]).passages;
    expect(list?.text).toBe('## Prices\nWe ship by:\n- DHL\n- DPD');
    expect(tables.length).toBeGreaterThan(1);
    for (const table of tables) expect(table.text).toContain('| Country | Price |');
  });

  it('takes the title of a front matter for the first heading, and underlined lines for headings', () => {
    const text = '---\ntitle: "Shop rules"\ntags: [x]\n---\n\nReturns\n-------\n\nWithin 30 days.';
    expect(createKnowledge([{ name: 'r.md', text }]).passages).toMatchObject([
      { heading: 'Shop rules > Returns', text: '## Returns\nWithin 30 days.' },
    ]);
  });

  it('puts what is found by meaning and by words into one order', () => {
    const text = '# A\n\nParcels take long.\n\n# B\n\nDelivery time.\n\n# C\n\nDogs bark.';
    const three = createKnowledge([{ name: 'x.md', text }]);
    expect(ids(three.search('delivery', 3))).toEqual(['x.md#2']);
    expect(ids(three.search('delivery', 3, ['x.md#1', 'x.md#2', 'x.md#3']))).toEqual([
      'x.md#2',
      'x.md#1',
      'x.md#3',
    ]);
  });

  it('can be empty', () => {
    expect(createKnowledge([]).search('anything')).toEqual([]);
  });
});
