import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outcomeOfEdit } from '#agent/autonomy/edits.ts';

const draft = [
  'Hello Carla,',
  '',
  'thank you for your mail. Your order 4711 left our house on Monday and should be with you within 3 working days.',
  'You can follow it at https://shop.example/track.',
  '',
  'Best regards',
  'Mia',
].join('\n');

const edited = (from: string, to: string) => draft.replace(from, to);

test.each([
  ['nothing', draft],
  ['the salutation', edited('Hello Carla,', 'Dear Ms Miller,')],
  ['the closing', edited('Best regards\nMia', 'Kind regards\nTom Baker')],
  ['a typo', edited('should', 'shoud')],
  ['case and marks', edited('thank', 'Thank').replaceAll('.\n', '\n')],
  ['line breaks', draft.replaceAll('\n', '\n\n')],
])('changing %s leaves a text unedited', (_what, sent) => {
  expect(outcomeOfEdit(draft, sent, 0.3)).toBe('unedited');
});

test.each([
  ['a number', edited('4711', '4712')],
  ['a link', edited('shop.example/track', 'shop.example/orders')],
  ['the sense', edited('should be', 'will not be')],
  [
    'half a sentence',
    edited('and should be with you within', 'and will very likely be at your door in about'),
  ],
  ['a last line', edited('Best regards', 'There is no refund')],
  ['an item of a list', edited('Best regards', '- the red shoes')],
  ['a sentence more', edited('You can', 'We are sorry for the delay. You can')],
])('changing %s is an edit', (_what, sent) => {
  expect(outcomeOfEdit(draft, sent, 0.5)).toBe('edited');
});

test.each([
  ['another text', 'Dear Carla, we lost your parcel and are very sorry. A new one leaves today.'],
  ['a text without its second half', 'Hello Carla,\n\nthank you for your mail.'],
  ['nothing at all', ''],
])('%s is written anew', (_what, sent) => {
  expect(outcomeOfEdit(draft, sent, 0.3)).toBe('rewritten');
});

test('from which share on is what the agent says', () => {
  const sent = edited('left our house on Monday and should', 'was sent out late last night and it ought to');
  expect(outcomeOfEdit(draft, sent, 0.9)).toBe('edited');
  expect(outcomeOfEdit(draft, sent, 0.2)).toBe('rewritten');
});

test('other languages and scripts are compared by their words', () => {
  const german = 'Guten Tag,\n\nIhre Bestellung ist unterwegs und kommt morgen bei Ihnen an.\n\nViele Grüße';
  expect(outcomeOfEdit(german, german.replace('kommt', 'kommt nicht'), 0.5)).toBe('edited');
  expect(outcomeOfEdit(german, german.replace('Guten Tag', 'Hallo Frau Maier'), 0.3)).toBe('unedited');
  expect(outcomeOfEdit('注文は発送されました。', '注文は発送されました。', 0.3)).toBe('unedited');
});

test('a text is never edited beside itself, and any two are compared in bounded time', () => {
  fc.assert(fc.property(fc.string(), (text) => outcomeOfEdit(text, text, 0.3) === 'unedited'));
  const long = 'word other '.repeat(100_000);
  expect(outcomeOfEdit(long, `${long} more`, 0.3)).toBe('rewritten'); // too long to be an edit
  expect(outcomeOfEdit(long, 'strange '.repeat(100_000), 0.3)).toBe('rewritten');
});
