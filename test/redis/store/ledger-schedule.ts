import fc from 'fast-check';
import type { Command, Write } from './ledger-model.ts';

const number = fc.nat(5);
/** Mostly the lease given last. */
const lease = fc.oneof({ weight: 3, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: number });
const writes: Write[] = [
  ...(['ready', 'ready', 'sending', 'sending', 'sent', 'new key', 'skip', 'park', 'park'] as const),
  ...(['close', 'drop', 'fault', 'look'] as const),
];

const { aCommand } = fc.letrec<{ aCommand: Command }>((tie) => ({
  aCommand: fc.oneof(
    { maxDepth: 1 },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('mail' as const), message: number }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('own mail' as const), own: number, answers: number }),
    },
    { weight: 4, arbitrary: fc.constant({ kind: 'claim' as const }) },
    {
      weight: 10,
      arbitrary: fc.record({
        kind: fc.constant('write' as const),
        what: fc.constantFrom(...writes),
        lease,
        message: number,
        knowsProof: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('release' as const), lease }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'heartbeat' as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: 'lease runs out' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'sweep' as const }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('verdict' as const),
        message: number,
        version: fc.constantFrom(1, 1, 1, 2),
        approves: fc.boolean(),
        meanwhile: fc.option(tie('aCommand'), { nil: undefined }),
      }),
    },
  ),
}));

/** A mail that is taken up, and then anything. */
export const aSchedule: fc.Arbitrary<Command[]> = fc
  .array(aCommand, { maxLength: 40, size: 'max' })
  .map((rest) => [{ kind: 'mail', message: 0 }, { kind: 'claim' }, ...rest]);
