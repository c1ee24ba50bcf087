import { describe, expect, test } from 'vitest';
import { approvalsNeeded, ReviewsConfig } from '#domain/reviews-config.ts';
import { AgentConfig } from '#domain/agent-config.ts';
import { anAgent } from '../../helpers/builders.ts';

describe('how many people have to approve', () => {
  const config = ReviewsConfig.parse({ four_eyes: ['refund'], high_risk: true });

  test.each([
    ['refund', 'low', 2],
    ['order_status', 'high', 2],
    ['order_status', 'normal', 1],
    [null, 'high', 2],
    [null, 'low', 1],
  ] as const)('category %s of %s risk: %i', (category, risk, needed) => {
    expect(approvalsNeeded(config, { category, risk })).toBe(needed);
  });

  test('is one without the block, and with an empty one', () => {
    const grave = { category: 'refund', risk: 'high' } as const;
    expect(approvalsNeeded(undefined, grave)).toBe(1);
    expect(approvalsNeeded(ReviewsConfig.parse({}), grave)).toBe(1);
  });
});

test.each([
  ['shipping', '"shipping" is no category of this agent'],
  ['order_status', 'what "order_status" gets never waits for two people; give it action: review'],
  ['thanks', 'what "thanks" gets never waits for two people; give it action: review'],
])('four eyes on %s is refused', (category, message) => {
  const parsed = AgentConfig.safeParse({ ...anAgent().config, reviews: { four_eyes: [category] } });
  expect(parsed.error?.issues).toMatchObject([{ path: ['reviews', 'four_eyes', 0], message }]);
});
