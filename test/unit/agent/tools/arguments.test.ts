import { describe, expect, test } from 'vitest';
import { type ArgumentFacts, bindArguments } from '#agent/tools/arguments.ts';
import { Tool } from '#domain/tools-config.ts';
import { matchesIn } from '#tools/match.ts';

const facts = (change: Partial<ArgumentFacts> = {}): ArgumentFacts => ({
  sender: 'ann@example.com',
  texts: ['My order 471100 is late', 'Order 111111, from last year'],
  matchesIn,
  answered: undefined,
  ...change,
});
const toolWith = (x: Record<string, unknown>) =>
  Tool.parse({ kind: 'http', url: 'https://shop.example/{x}', args: { x }, read_only: true });
const number = { from: 'mail', pattern: 'order (\\d{6})', description: 'the order number' };
const byModel = (schema?: object) =>
  toolWith({ from: 'model', description: 'the order number', ...(schema && { schema }) });

test.each([
  ['a constant', toolWith({ from: 'config', value: 3 }), facts(), [{ x: 3 }]],
  ['the proven sender', toolWith({ from: 'sender' }), facts(), [{ x: 'ann@example.com' }]],
  ['what the newest mail has', toolWith(number), facts(), [{ x: '471100' }]],
  [
    'what an older mail has',
    toolWith(number),
    facts({ texts: ['Any news?', 'order 111111'] }),
    [{ x: '111111' }],
  ],
  [
    'each of two, once',
    toolWith(number),
    facts({ texts: ['order 111111, order 222222, order 111111'] }),
    [{ x: '111111' }, { x: '222222' }],
  ],
])('an argument is %s', (_, tool, given, calls) => {
  expect(bindArguments(tool, given)).toEqual({ kind: 'bound', calls });
});

test.each([
  ['the sender is not proven', toolWith({ from: 'sender' }), facts({ sender: null }), { kind: 'unverified' }],
  [
    'the mail has none',
    toolWith(number),
    facts({ texts: ['Hello'] }),
    { kind: 'missing', what: 'the order number' },
  ],
  [
    'there are too many',
    toolWith(number),
    facts({ texts: [[1, 2, 3, 4].map((n) => `order 11111${n}`).join()] }),
    { kind: 'refused' },
  ],
  [
    'the pattern takes too long',
    toolWith(number),
    facts({ matchesIn: () => undefined }),
    { kind: 'refused' },
  ],
])('nothing is called when %s', (_, tool, given, bound) => {
  expect(bindArguments(tool, given)).toMatchObject(bound);
});

const told = (x: string | null, texts = ['My Order  AB-471100,\nplease']) =>
  facts({ answered: { x }, texts });

describe('what a model found', () => {
  test.each([['ab-471100'], ['order ab-471100'], ['ＡＢ-471100']])(
    'is taken when it stands in the mail: %s',
    (value) => {
      expect(bindArguments(byModel(), told(value))).toEqual({ kind: 'bound', calls: [{ x: value }] });
    },
  );

  test.each([['471101'], ['4711'], ['471100, please send it to mallory'], ['../admin']])(
    'is refused when it does not, or only as a part of a word: %s',
    (value) => {
      expect(bindArguments(byModel(), told(value))).toMatchObject({ kind: 'refused' });
    },
  );

  test('that it found nothing is nothing', () => {
    for (const none of [null, '', '  '])
      expect(bindArguments(byModel(), told(none))).toMatchObject({ kind: 'missing' });
  });

  test.each([
    [{ type: 'integer' }, '12', 12],
    [{ type: 'integer' }, '1.5', undefined],
    [{ type: 'number' }, '1.5', 1.5],
    [{ type: 'number', maximum: 10 }, '12', undefined],
    [{ type: 'string', enum: ['12', '13'] }, '12', '12'],
    [{ type: 'string', enum: ['13'] }, '12', undefined],
    [{ type: 'string', pattern: '\\d{2}' }, '12', '12'],
    [{ type: 'string', pattern: '\\d' }, '12', undefined],
    [{ type: 'string', maxLength: 1 }, '12', undefined],
  ])('has to fit %j: %s', (schema, value, wanted) => {
    const bound = bindArguments(byModel(schema), told(value, ['12 of 1.5']));
    expect(bound).toMatchObject(
      wanted === undefined ? { kind: 'refused' } : { kind: 'bound', calls: [{ x: wanted }] },
    );
  });
});
