import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeItem, encodeItem, type InboxItem } from '#domain/inbox.ts';

const id = fc.string({ unit: 'binary', minLength: 1 });
const item: fc.Arbitrary<InboxItem> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('message' as const, 'outbound' as const, 'report' as const),
    messageId: id,
  }),
  fc.record({ kind: fc.constantFrom('verdict' as const, 'draft_gone' as const), reviewId: id }),
);

test('an inbox item reads back as it was put in, with any id', () => {
  fc.assert(
    fc.property(item, (one) => {
      expect(decodeItem(encodeItem(one))).toEqual(one);
    }),
  );
});

test('an unknown form of item is undefined, and no text makes the decoder throw', () => {
  for (const text of ['', 'm', 'm:', 'x:1', 'mm:1', ':m', 'M:1']) expect(decodeItem(text)).toBeUndefined();
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const read = decodeItem(text);
      expect(read === undefined || encodeItem(read) === text).toBe(true);
    }),
  );
});
