import { describe, expect, test } from 'vitest';
import type { Review } from '#domain/review.ts';
import { riskOf } from '#domain/review-risk.ts';
import type { Action } from '#domain/tools.ts';
import type { SenderTrust, TrustCode } from '#domain/trust.ts';
import { aReview } from '../../helpers/builders.ts';

const trustWith = (...codes: TrustCode[]): SenderTrust => ({
  spf: 'pass',
  dkim: 'pass',
  dmarc: 'pass',
  arc: 'none',
  checkedBy: 'mx.shop.example',
  alignedDomain: 'customer.example',
  verifiedSender: 'carla@customer.example',
  seenBefore: 3,
  lookAlikeOf: null,
  facts: codes.map((code) => ({ code, detail: `about ${code}` })),
});
const action = (tool: string, words: string): Action => ({
  key: 'k',
  tool,
  words,
  values: {},
  status: 'proposed',
  detail: '',
});
const because = (...codes: string[]): Partial<Review> => ({
  reasons: codes.map((code) => ({ code, detail: `detail of ${code}` })),
});
/** Parked by the agent's settings alone. */
const harmless: Partial<Review> = { ...because('mode_review'), trust: trustWith(), confidence: 0.95 };

describe('the risk of a review', () => {
  test('is low when only the settings want a person to look', () => {
    expect(riskOf(aReview(harmless))).toEqual({
      level: 'low',
      because: ['nothing in the mail, its sender or the draft is in doubt'],
    });
    expect(riskOf(aReview({ ...harmless, ...because('mode_review', 'paused') })).level).toBe('low');
    expect(riskOf(aReview({ ...harmless, trust: trustWith('first_seen') })).level).toBe('low');
  });

  test.each<[string, Partial<Review>, string]>([
    ['the category is for people', because('category_review'), 'detail of category_review'],
    ['a check of the draft found something', because('unsupported_number'), 'detail of unsupported_number'],
    ['a reason is new to us', because('some_day'), 'detail of some_day'],
    ['nothing proves the sender', { trust: trustWith('not_authenticated') }, 'about not_authenticated'],
    ['nobody looked at the sender', { trust: null }, 'nobody looked at who wrote it'],
    ['the model was not sure', { confidence: 0.84 }, 'the model is only 84 % sure what it is about'],
    ['no model was asked', { confidence: null }, 'no model said what it is about'],
    ['there is no draft', { body: ' ' }, 'there is no draft'],
    [
      'approving does something',
      { actions: [action('change_address', 'Change the address of 4711')] },
      'approving does something first: Change the address of 4711',
    ],
  ])('is normal when %s', (_name, change, why) => {
    expect(riskOf(aReview({ ...harmless, ...change }))).toEqual({ level: 'normal', because: [why] });
  });

  test.each<[string, Partial<Review>, string]>([
    ['the mail talks to an assistant', because('injection_suspected'), 'detail of injection_suspected'],
    ['it speaks of law', because('mode_review', 'risk_words'), 'detail of risk_words'],
    ['it may have left already', because('send_doubt'), 'detail of send_doubt'],
    ['the draft promises something', because('unsupported_promise'), 'detail of unsupported_promise'],
    ['the sender is not who they seem', { trust: trustWith('look_alike_domain') }, 'about look_alike_domain'],
    [
      'approving moves money, by its name',
      { actions: [action('refund_order', 'Order 4711')] },
      'approving moves money: Order 4711',
    ],
    [
      'approving moves money, by its words',
      { actions: [action('shop_api', 'Gutschrift über 20 Euro')] },
      'approving moves money: Gutschrift über 20 Euro',
    ],
  ])('is high when %s', (_name, change, why) => {
    expect(riskOf(aReview({ ...harmless, ...change }))).toEqual({ level: 'high', because: [why] });
  });

  test('says each thing once, and what is grave alone', () => {
    const both = {
      reasons: trustWith('dmarc_failed').facts,
      trust: trustWith('dmarc_failed'),
      confidence: 0.2,
    };
    expect(riskOf(aReview(both)).because).toEqual(['about dmarc_failed']);
    const bare = aReview({ ...harmless, reasons: [{ code: 'risk_words', detail: '' }] });
    expect(riskOf(bare).because).toEqual(['risk_words']);
  });
});
