import { describe, expect, test } from 'vitest';
import type { Review } from '#domain/review.ts';
import { slackMessageOf } from '#notify/slack-blocks.ts';
import { aReview } from '../../helpers/builders.ts';

const show = (change: Partial<Review> = {}, more: { mayDecide?: boolean; url?: string | null } = {}) =>
  slackMessageOf({
    review: aReview(change),
    fingerprint: 'fp',
    url: 'https://mail.example/reviews/rv',
    mayDecide: true,
    by: 'slack:U0BOSS',
    ...more,
  });

/** Every text object anywhere in the blocks. */
function textsIn(value: unknown): { type: string; text: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const own =
    'type' in value && 'text' in value && typeof value.text === 'string'
      ? [{ type: String(value.type), text: value.text }]
      : [];
  return [...own, ...Object.values(value).flatMap((part: unknown) => textsIn(part))];
}
const actionsIn = (message: { blocks: object[] }) =>
  [...JSON.stringify(message.blocks).matchAll(/"action_id":"(\w+)"/g)].map(([, id]) => id);

test('all that stands in blocks is plain text within the bounds of Slack, whatever mail says', () => {
  const hostile = '<!channel> <@U0BOSS> *bold* <https://evil.example|Approve> & "quotes" \n'.repeat(200);
  const message = show({
    subject: hostile,
    question: hostile,
    body: hostile,
    from: [{ name: hostile, email: 'eve@evil.example' }],
    reasons: [{ code: 'x', detail: hostile }],
  });
  const texts = textsIn(message.blocks);
  expect(texts.length).toBeGreaterThan(6);
  expect(new Set(texts.map(({ type }) => type))).toEqual(new Set(['plain_text']));
  expect(Math.max(...texts.map(({ text }) => text.length))).toBeLessThanOrEqual(3000);
  expect(message.text).not.toMatch(/[<>]/);
  expect(actionsIn(message)).toEqual(['approve', 'reject', 'open']);
});

describe('buttons', () => {
  test('carry the review as it was shown', () => {
    expect(JSON.stringify(show({ id: 'rv_7', version: 3 }))).toContain(
      JSON.stringify(JSON.stringify({ r: 'rv_7', v: 3, f: 'fp' })).slice(1, -1),
    );
  });

  test.each<[string, Partial<Review>, object, string[]]>([
    ['without a draft nothing can be approved', { body: ' ' }, {}, ['reject', 'open']],
    ['without approvers nobody decides', {}, { mayDecide: false }, ['open']],
    ['without PUBLIC_URL nothing can be opened', {}, { url: null }, ['approve', 'reject']],
    ['once decided none is left to decide', { status: 'approved' }, {}, ['open']],
    ['while it is written anew neither', { verdict: { kind: 'revise', instruction: 'x' } }, {}, ['open']],
    ['and no block is empty', { status: 'stale' }, { url: null }, []],
  ])('%s', (_name, change, more, wanted) => {
    const message = show(change, more);
    expect(actionsIn(message)).toEqual(wanted);
    expect(JSON.stringify(message.blocks)).not.toContain('"elements":[]');
  });
});

test('a decided one says what became of it and who did it', () => {
  expect(show({ status: 'approved' }).text).toContain('Approved by slack:U0BOSS');
  expect(show({ status: 'expired' }).text).toContain('Expired');
});
