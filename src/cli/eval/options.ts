import { UsageError } from '#cli/terminal.ts';
import { measureNames } from './measures.ts';
import type { Bar } from './rates.ts';

/** Reads `--bar decision=0.9`, several with commas or spaces between them: at least for what should be high, at most for what should be low. */
export function barsFrom(given: readonly string[]): Map<string, Bar> {
  const known = new Map<string, { low: boolean }>(Object.entries(measureNames));
  return new Map(
    given
      .flatMap((one) => one.split(/[\s,]+/))
      .filter((one) => one !== '')
      .map((one): [string, Bar] => {
        const [, name = '', text = ''] = /^(\w+)=([\d.]+)$/.exec(one) ?? [];
        const measure = known.get(name);
        const value = Number(text);
        if (!measure || text === '' || !(value >= 0 && value <= 1)) {
          throw new UsageError(
            `--bar ${one} is not understood; write NAME=0.9 with one of ${[...known.keys()].join(', ')}`,
          );
        }
        return [name, measure.low ? { atMost: value } : { atLeast: value }];
      }),
  );
}

/** A whole number of at least 1. */
export function wholeFrom(option: string, given: string | undefined, usual: number): number {
  if (given === undefined) return usual;
  if (!/^[1-9]\d{0,5}$/.test(given)) throw new UsageError(`${option} ${given} is not a whole number from 1`);
  return Number(given);
}
