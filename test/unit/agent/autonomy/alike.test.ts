import { expect, test } from 'vitest';
import { outcomeOfShadow } from '#agent/autonomy/alike.ts';

const ours =
  'Hello Carla,\n\nyour order 4711 left on Monday and arrives within 3 working days.\n\nBest regards\nMia';

test.each([
  [
    'in other words',
    'Hi Carla, order 4711 left us Monday, so it arrives within 3 working days. Tom',
    'alike',
  ],
  ['something else', 'Hi Carla, please call us about this, we cannot find it. Tom', 'unlike'],
  [
    'another number',
    'Hello Carla, your order 4712 left on Monday and arrives within 5 working days.',
    'unlike',
  ],
  ['nothing', '', 'unlike'],
  ['far too much', `${'x'.repeat(200_000)} 4711`, 'unlike'],
])('a person who says %s', (_what, theirs, outcome) => {
  expect(outcomeOfShadow(ours, theirs)).toBe(outcome);
});

test('scripts without spaces are compared by their characters', () => {
  expect(outcomeOfShadow('注文は月曜日に発送されました', '注文は月曜日に発送しました')).toBe('alike');
  expect(outcomeOfShadow('注文は月曜日に発送されました', 'お電話ください')).toBe('unlike');
});
