import { killAtEffects, lineOf, type Row } from '../e2e/kill-effects.ts';
import { lives } from '../e2e/lives.ts';

const tell = (row: Row) => void process.stdout.write(`${lineOf(row)}\n`);

/**
 * Kills a real worker before and after every effect of every kind of life, and prints how each ended. Resolves with
 * whether all ended right; takes some ten minutes on two cores.
 */
export async function proveEffects(): Promise<boolean> {
  const halves = [0, 1].map((half) => lives.filter((_, at) => at % 2 === half));
  const runs = halves.map((some) => killAtEffects({ lives: some, choose: (cuts) => cuts, tell }));
  // when one cannot go on, the other still ends its processes
  await Promise.allSettled(runs);
  const rows = (await Promise.all(runs)).flat();
  const died = rows.filter((row) => row.died);
  const wrong = rows.filter((row) => row.wrong.length > 0);
  const effects = [...new Set(died.map(({ effect }) => effect))].toSorted();
  process.stdout.write(
    `\n${died.length} workers killed in ${lives.length} kinds of life, before and after ${effects.length} effects ` +
      `(${effects.join(', ')}); ended wrong: ${wrong.length}\n`,
  );
  for (const row of wrong) process.stdout.write(`  ${lineOf(row)}\n`);
  return wrong.length === 0;
}
