import { describe, expect, test } from 'vitest';
import { type ChallengeFacts, codeDigest, standingOf } from '#agent/tools/challenge.ts';
import { withoutCodes } from '#agent/tools/codes.ts';
import type { Challenge } from '#domain/challenge.ts';
import { aClassification, noon } from '../../../helpers/builders.ts';
import { aReading } from '../builders.ts';

const aChallenge = (change: Partial<Challenge> = {}): Challenge => ({
  sender: 'ann@example.com',
  address: 'owner@file.example',
  salt: 's',
  digest: codeDigest('s', 'thread tool', 'Owner@file.example', '48320517'),
  sendId: 'c_1',
  bytes: null,
  askedAtMs: noon,
  expiresAtMs: noon + 1000,
  tries: 0,
  judged: null,
  provenUntilMs: null,
  seen: aClassification(),
  ...change,
});
const facts: ChallengeFacts = { nowMs: noon, messageId: 'm2', codes: ['48320517'], verifiedSender: null };
const standing = (challenge?: Challenge, change: Partial<ChallengeFacts> = {}) =>
  standingOf(challenge, 'thread tool', { ...facts, ...change }, 2);

test.each([
  ['nobody was asked', undefined, {}, 'begin'],
  ['the code is right', aChallenge(), {}, 'right'],
  ['the second of three is right', aChallenge(), { codes: ['11111111', '48320517', '22222222'] }, 'right'],
  ['it is the fourth of many', aChallenge(), { codes: ['1', '2', '3', '48320517'] }, 'wrong'],
  ['it is wrong', aChallenge(), { codes: ['48320518'] }, 'wrong'],
  ['there is no address on file', aChallenge({ address: null, digest: '' }), {}, 'wrong'],
  ['there is none', aChallenge(), { codes: [] }, 'waiting'],
  ['it is too late', aChallenge(), { nowMs: noon + 1000 }, 'begin'],
  ['its mail may not have left', aChallenge({ bytes: '{}' }), { codes: [] }, 'send'],
  ['there were five wrong ones', aChallenge({ tries: 5 }), {}, 'locked'],
  ['there were five wrong ones, long ago', aChallenge({ tries: 5 }), { nowMs: noon + 9999 }, 'locked'],
  [
    'this mail was found wrong before',
    aChallenge({ judged: { messageId: 'm2', isRight: false } }),
    {},
    'wrong',
  ],
  [
    'this mail proved it',
    aChallenge({ provenUntilMs: noon + 1, judged: { messageId: 'm2', isRight: true } }),
    {},
    'proven',
  ],
  [
    'another mail proved it',
    aChallenge({ provenUntilMs: noon + 1, judged: { messageId: 'm1', isRight: true } }),
    {},
    'begin',
  ],
  [
    'another mail proved it, and this one is provably theirs',
    aChallenge({ provenUntilMs: noon + 1 }),
    { verifiedSender: 'ann@example.com' },
    'proven',
  ],
  [
    'the proof is too old',
    aChallenge({ provenUntilMs: noon }),
    { verifiedSender: 'ann@example.com' },
    'begin',
  ],
])('when %s', (_, challenge, change, kind) => {
  expect(standing(challenge, change).kind).toBe(kind);
});

test('a right code is used up and proves for as long as the tool says', () => {
  expect(standing(aChallenge())).toMatchObject({
    next: { digest: '', provenUntilMs: noon + 2 * 3_600_000, judged: { messageId: 'm2', isRight: true } },
  });
});

test('a wrong one counts once for its mail', () => {
  const first = standing(aChallenge(), { codes: ['1'] });
  expect(first).toMatchObject({ kind: 'wrong', next: { tries: 1 } });
  expect(standing(first.kind === 'wrong' ? first.next : undefined, { codes: ['1'] })).toMatchObject({
    next: { tries: 1 },
  });
});

test('a code proves nothing in another thread, for another tool or for another address', () => {
  expect(standingOf(aChallenge(), 'other thread tool', facts, 1).kind).toBe('wrong');
  expect(standing(aChallenge({ address: 'other@file.example' })).kind).toBe('wrong');
});

describe('codes of a conversation', () => {
  const later = { by: 'sender' as const, dateMs: noon + 1 };
  const masked = (text: string, before = '') =>
    withoutCodes(
      [aReading({ by: 'sender', dateMs: noon - 1, text: before }), aReading({ ...later, text })],
      [aChallenge()],
    );

  test.each([
    ['48320517', '[code]'],
    ['4832 0517', '[code]'],
    ['Code: 4832-0517.', 'Code: [code].'],
    ['(48320517)', '([code])'],
  ])('are masked: %s', (text, shown) => {
    const { conversation, codes } = masked(text);
    expect(conversation[1]?.text).toBe(shown);
    expect(codes.map(({ code }) => code)).toEqual(['48320517']);
  });

  test.each(['123456', '123456789', 'AB48320517', '4832.0517', '1.234,56', '+49 4832 0517 12'])(
    '%s is none',
    (text) => {
      expect(masked(text).codes).toEqual([]);
    },
  );

  test('are not what the sender wrote before they were asked', () => {
    expect(masked('My order 12345678, code 48320517', 'order 12345678').conversation[1]?.text).toBe(
      'My order 12345678, code [code]',
    );
  });

  test('are masked in quotes as well', () => {
    const { conversation } = withoutCodes(
      [aReading({ ...later, text: 'x', quoted: '> 48320517' })],
      [aChallenge()],
    );
    expect(conversation[0]?.quoted).toBe('> [code]');
  });
});
