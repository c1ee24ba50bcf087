import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  idempotencyKeyOf,
  parseRefKey,
  refKey,
  reviewIdOf,
  sendIdOf,
  shardOf,
  shortIdOf,
} from '#domain/ids.ts';

/** Any Unicode text; lone surrogates cannot come out of UTF-8 and are tested on their own. */
const text = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.constantFrom('/', '%', ':', '{', '}', '?', ' ', '%2F'),
  ),
});

test('a reference key gives back both ids, whatever characters they hold', () => {
  fc.assert(
    fc.property(text, text, (grantId, id) => {
      expect(parseRefKey(refKey(grantId, id))).toEqual({ grantId, id });
    }),
  );
});

test('different pairs of ids never share a reference key', () => {
  fc.assert(
    fc.property(text, text, text, text, (grantA, a, grantB, b) => {
      fc.pre(grantA !== grantB || a !== b);
      expect(refKey(grantA, a)).not.toBe(refKey(grantB, b));
    }),
  );
  expect(refKey('a/b', 'c')).not.toBe(refKey('a', 'b/c'));
});

test('a reference key holds no brace, so it cannot bring a hash tag of its own', () => {
  expect(refKey('{s1}', '{s2}')).not.toMatch(/[{}]/);
});

test('an id with half a surrogate pair is refused rather than confused with another', () => {
  expect(() => refKey('g', '\ud800')).toThrow(URIError);
});

test('a send id is stable, short and plain enough for metadata and an Idempotency-Key', () => {
  expect(sendIdOf('demo-support', 'm1')).toBe('r_bc394f60e3fbdd6b19b92083b12e37df9e62ac02');
  fc.assert(
    fc.property(text, text, (grantId, messageId) => {
      expect(sendIdOf(grantId, messageId)).toMatch(/^r_[0-9a-f]{40}$/);
      expect(sendIdOf(grantId, messageId)).toBe(sendIdOf(grantId, messageId));
    }),
  );
});

test('each epoch of a send id is a key of its own, and the first is the send id itself', () => {
  const keys = [0, 1, 2, 10].map((epoch) => idempotencyKeyOf('r_x', epoch));
  expect(keys).toEqual(['r_x', 'r_x_1', 'r_x_2', 'r_x_10']);
});

test('review ids and short ids are stable and differ between messages', () => {
  expect(reviewIdOf('g', 'a')).toBe(reviewIdOf('g', 'a'));
  expect(reviewIdOf('g', 'a')).not.toBe(reviewIdOf('g', 'b'));
  expect(reviewIdOf('g', 'a')).toMatch(/^rv_[0-9a-f]{24}$/);
  expect(shortIdOf('a')).toMatch(/^[0-9a-f]{10}$/);
  expect(shortIdOf('a')).not.toBe(shortIdOf('b'));
});

test('a thread has one shard, within the range, and all shards are used', () => {
  fc.assert(
    fc.property(text, text, fc.integer({ min: 1, max: 64 }), (grantId, threadId, shards) => {
      const shard = shardOf(grantId, threadId, shards);
      expect(shard).toBeGreaterThanOrEqual(0);
      expect(shard).toBeLessThan(shards);
      expect(shardOf(grantId, threadId, shards)).toBe(shard);
    }),
  );
  const used = new Set(Array.from({ length: 200 }, (_, at) => shardOf('g', `t${at}`, 8)));
  expect(used.size).toBe(8);
});
