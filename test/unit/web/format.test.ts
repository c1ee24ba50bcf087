import { expect, it } from 'vitest';
import {
  bareSubject,
  ageText,
  awayWords,
  costText,
  countOf,
  countText,
  dayText,
  durationText,
  fullTime,
  moneyText,
  secondText,
  shareText,
  shortCount,
  timeText,
} from '../../../web/format.ts';

const hour = 3_600_000;

it.each([
  [0, '0 ms'],
  [340, '340 ms'],
  [999.4, '999 ms'],
  [1000, '1.0 s'],
  [1290, '1.2 s'],
  [12_900, '12 s'],
  [60_000, '1 min'],
  [185_000, '3 min 5 s'],
  [2 * hour + 5 * 60_000, '2 h 5 min'],
  [76 * hour, '3 d 4 h'],
])('%d ms are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

it.each([
  [0, 'now', 'just now'],
  [59_000, 'now', 'just now'],
  [61_000, '1 min', '1 minute ago'],
  [23.9 * hour, '23 h', '23 hours ago'],
  [50 * hour, '2 d', '2 days ago'],
  [-5 * 60_000, 'now', 'in 5 minutes'],
])('what was %d ms ago is %s old, and was %s', (ago, age, words) => {
  expect(ageText(1e12 - ago, 1e12)).toBe(age);
  expect(awayWords(1e12 - ago, 1e12)).toBe(words);
});

it('shows a calendar day as that day in every zone', () => {
  expect(dayText('2026-11-21')).toContain('21');
  expect(dayText('not a day')).toBe('not a day');
});

it('says what model calls cost as far as it is known', () => {
  expect(costText({ model_calls: 0, input_tokens: 0, output_tokens: 0 })).toBe('no model call');
  const cost = { model_calls: 1, input_tokens: 210, output_tokens: 18 };
  expect(costText(cost)).toBe('1 model call, 210 tokens in, 18 out');
  expect(costText({ ...cost, cached_tokens: 100, money: 0.004_21 })).toBe(
    '1 model call, 210 tokens in (100 cached), 18 out, cost 0.0042',
  );
});

it.each([
  [0, '0'],
  [0.000_123_4, '0.00012'],
  [0.5, '0.50'],
  [12.3, '12.30'],
])('the amount %d is shown as %s', (money, text) => {
  expect(moneyText(money)).toBe(text);
});

it('counts in words', () => {
  expect([countOf(1, 'reply', 'replies'), countOf(2, 'reply', 'replies'), countOf(0, 'mail')]).toEqual([
    '1 reply',
    '2 replies',
    '0 mails',
  ]);
});

it('writes numbers short where there is little room', () => {
  expect([shareText(0.874), countText(12), shortCount(12_300)]).toEqual(['87 %', '12', '12.3K']);
});

it('names the day only where it was another one', () => {
  const noon = new Date(2026, 10, 21, 12).getTime();
  const year = /2026/;
  expect(timeText(noon, noon + hour)).not.toMatch(year);
  expect(timeText(noon, noon + 24 * hour)).toMatch(year);
  expect(fullTime(noon)).toMatch(year);
  expect(secondText(noon)).toContain('00');
});

it.each([
  ['Re: Fwd: Order 4711', 'Order 4711'],
  ['AW: RE[2]: Order', 'Order'],
  ['Return: how?', 'Return: how?'],
  ['Re:', 'Re:'],
  ['', ''],
])('the subject %j is shown as %j', (subject, bare) => {
  expect(bareSubject(subject)).toBe(bare);
});
