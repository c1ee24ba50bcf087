import { parseArgs } from 'node:util';

export const benchNames = ['ingest', 'pipeline', 'backlog', 'start', 'reviews'] as const;
export type BenchName = (typeof benchNames)[number];

export type Options = {
  names: readonly BenchName[];
  /** Few and short windows, to see that it runs. */
  quick: boolean;
  /** One million waiting messages, really admitted and drained. */
  full: boolean;
  /** Writes a CPU profile of the measured process and prints its costliest functions. */
  profile: boolean;
  /** Writes the results under docs/benchmarks. */
  write: boolean;
  /** A budget that is missed makes the exit code 1. */
  strict: boolean;
};

const flags = ['quick', 'full', 'profile', 'write', 'strict'] as const;

/** Reads the arguments of `npm run bench --`; throws an Error that names what is wrong. */
export function optionsFrom(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: Object.fromEntries(flags.map((name) => [name, { type: 'boolean' as const, default: false }])),
  });
  const names = positionals.map((text) => {
    const name = benchNames.find((one) => one === text);
    if (name === undefined) throw new Error(`"${text}" is no benchmark; there are ${benchNames.join(', ')}`);
    return name;
  });
  const is = (flag: (typeof flags)[number]) => values[flag] === true;
  return {
    names: names.length > 0 ? names : benchNames,
    quick: is('quick'),
    full: is('full'),
    profile: is('profile'),
    write: is('write'),
    strict: is('strict'),
  };
}
