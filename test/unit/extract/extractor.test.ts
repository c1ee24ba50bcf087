import { strToU8 } from 'fflate';
import { expect, test } from 'vitest';
import { createExtractor } from '#extract/extractor.ts';
import { aPdf } from '../../helpers/files.ts';

const limits = { maxPages: 3, maxCharacters: 2_000 };
const never = new AbortController().signal;

test(
  'a file that takes too much memory is given up, and the next one is read',
  { timeout: 30_000 },
  async () => {
    const small = createExtractor({ maxGrowthBytes: 40 * 1024 * 1024 });
    const bomb = aPdf(['x'], (content) => Buffer.concat([content, Buffer.alloc(200 * 1024 * 1024, 0x20)]));
    expect(await small({ name: 'bomb.pdf', claimedType: undefined, bytes: bomb }, limits, never)).toEqual({
      kind: 'unread',
      because: 'reading it would take too much memory',
    });
    expect(
      await small({ name: 'a.txt', claimedType: undefined, bytes: strToU8('fine') }, limits, never),
    ).toEqual({
      kind: 'read',
      pages: ['fine'],
      isPaged: false,
      leftOut: undefined,
    });
  },
);

test('a file that takes too long is given up', async () => {
  const hasty = createExtractor({ timeoutMs: 1 });
  expect(
    await hasty({ name: 'a.txt', claimedType: undefined, bytes: strToU8('fine') }, limits, never),
  ).toEqual({ kind: 'unread', because: 'reading it would take too long' });
});

test('the caller can stop it', async () => {
  const stop = new AbortController();
  const reading = createExtractor()(
    { name: 'a.txt', claimedType: undefined, bytes: strToU8('x') },
    limits,
    stop.signal,
  );
  stop.abort(new Error('stopping'));
  await expect(reading).rejects.toThrow('stopping');
});
