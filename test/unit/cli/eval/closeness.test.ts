import { expect, it } from 'vitest';
import { closeness } from '#cli/eval/closeness.ts';

it.each([
  { text: 'We refund you.', reference: 'we refund YOU', near: 1 },
  { text: 'a b c d', reference: 'a b x y', near: 0.5 },
  { text: 'a a a a', reference: 'a b', near: 2 / 6 },
  { text: '', reference: 'a', near: 0 },
])('"$text" is near to "$reference" by $near', ({ text, reference, near }) => {
  expect(closeness(text, reference)).toBeCloseTo(near);
});
