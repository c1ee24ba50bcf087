import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abandoned, allows, answered, asked, type Breaker, closed, failed } from '#llm/breaker.ts';

/** The breaker after so many faults in a row at time 0. */
const after = (faults: number, retryAfterMs?: number): Breaker => {
  let breaker = closed;
  for (let n = 0; n < faults; n++) breaker = failed(breaker, 0, retryAfterMs);
  return breaker;
};
const says = (breaker: Breaker, nowMs: number, hasOther: boolean) => {
  const allowed = allows(breaker, { nowMs, hasOther });
  return allowed.kind === 'ask' ? 'ask' : `leave ${allowed.waitMs ?? '-'}`;
};

describe('a breaker', () => {
  const cases: [string, Breaker, number, boolean, string][] = [
    ['that never failed', closed, 0, true, 'ask'],
    ['after four faults', after(4), 0, true, 'ask'],
    ['after five', after(5), 0, true, 'leave -'],
    ['after five, with no other model', after(5), 999, false, 'leave -'],
    ['after five, a second later', after(5), 1000, true, 'ask'],
    ['after five, a second later, with no other model', after(5), 1000, false, 'ask'],
    ['that somebody tries', asked(after(5)), 1000, true, 'leave -'],
    ['that somebody tries, with no other model', asked(after(5)), 1000, false, 'ask'],
    ['whose trier left', abandoned(asked(after(5))), 1000, true, 'ask'],
    ['that was asked to wait', after(1, 7000), 0, true, 'leave 7000'],
    ['that was asked to wait, with no other model', after(1, 7000), 6000, false, 'leave 1000'],
    ['that was asked to wait for an hour', after(1, 3_600_000), 0, true, 'leave 60000'],
    ['that was asked to wait for nothing', after(1, 0), 0, true, 'ask'],
    ['that was tried in vain', failed(after(5), 1000, undefined), 2999, true, 'leave -'],
    ['that was tried in vain, later', failed(after(5), 1000, undefined), 3000, true, 'ask'],
    ['that got late faults', failed(after(5), 500, undefined), 1000, true, 'ask'],
    ['that answered', answered(), 0, true, 'ask'],
  ];
  for (const [what, breaker, nowMs, hasOther, expected] of cases) {
    it(`${what} says "${expected}" at ${nowMs}${hasOther ? '' : ' without another model'}`, () => {
      expect(says(breaker, nowMs, hasOther)).toBe(expected);
    });
  }

  it('counts faults in a row only', () => {
    let breaker = after(4);
    breaker = failed(answered(), 0, undefined);
    expect(says(breaker, 0, true)).toBe('ask');
  });

  it('leaves a dead server alone for ever longer, to a minute; with no other model never over five seconds', () => {
    let breaker = after(5);
    let nowMs = 0;
    const waits: number[] = [];
    for (let n = 0; n < 8; n++) {
      const before = nowMs;
      while (allows(breaker, { nowMs, hasOther: true }).kind === 'leave') nowMs += 500;
      waits.push(nowMs - before);
      expect(allows(breaker, { nowMs: before + 5000, hasOther: false }).kind).toBe('ask');
      breaker = failed(asked(breaker), nowMs, undefined);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('asks again within a minute, whatever happened', () => {
    const happening = fc.oneof(
      fc.constant('ok' as const),
      fc.constant('left' as const),
      fc.record({ retryAfterMs: fc.option(fc.nat(10_000_000), { nil: undefined }) }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(100_000), happening), { maxLength: 60 }), (course) => {
        let breaker: Breaker = closed;
        let nowMs = 0;
        for (const [passed, what] of course) {
          nowMs += passed;
          breaker = asked(breaker);
          if (what === 'ok') breaker = answered();
          else if (what === 'left') breaker = abandoned(breaker);
          else breaker = failed(breaker, nowMs, what.retryAfterMs);
        }
        expect(allows(breaker, { nowMs: nowMs + 60_000, hasOther: true })).toEqual({ kind: 'ask' });
      }),
    );
  });
});
