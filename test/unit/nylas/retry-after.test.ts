import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '#nylas/retry-after.ts';

const nowMs = Date.UTC(2026, 9, 21, 7, 28, 0);

describe('a Retry-After header', () => {
  const cases: { header: string | undefined; ms: number | undefined }[] = [
    { header: '7', ms: 7_000 },
    { header: ' 7 ', ms: 7_000 },
    { header: '0', ms: 0 },
    { header: '0.5', ms: 500 },
    { header: '86400', ms: 3_600_000 },
    { header: 'Wed, 21 Oct 2026 07:28:30 GMT', ms: 30_000 },
    { header: 'Wednesday, 21-Oct-26 07:28:30 GMT', ms: 30_000 },
    { header: 'Wed, 21 Oct 2026 07:27:00 GMT', ms: 0 },
    { header: 'Thu, 22 Oct 2026 07:28:00 GMT', ms: 3_600_000 },
    { header: undefined, ms: undefined },
    { header: '', ms: undefined },
    { header: '-5', ms: undefined },
    { header: '1e9', ms: undefined },
    { header: 'soon', ms: undefined },
  ];
  for (const { header, ms } of cases) {
    it(`of ${header === undefined ? 'nothing' : `"${header}"`} asks for ${ms === undefined ? 'nothing' : `${ms} ms`}`, () => {
      expect(retryAfterMs(header, nowMs)).toBe(ms);
    });
  }

  it('of any text asks for nothing or for 0 to one hour', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const ms = retryAfterMs(header, nowMs) ?? 0;
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(3_600_000);
      }),
    );
  });
});
