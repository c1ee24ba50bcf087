import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codesInTables, read, sectionOf } from '../unit/docs/documents.ts';
import { type Cut, killAtEffects, lineOf } from './kill-effects.ts';
import { lives, reply } from './lives.ts';

/** Which lives are cut, and where, beside the reply; every cut of every life: `npm run prove -- effects`. */
const SEED = Number(process.env['KILL_SEED'] ?? 1);
const LIVES = 2;
const CUTS = 2;

const pick = <T>(all: readonly T[], count: number, salt: number): T[] =>
  fc.sample(fc.shuffledSubarray([...all], { minLength: count, maxLength: count }), {
    seed: SEED + salt,
    numRuns: 1,
  })[0] ?? [];

/** After one effect is before the next: one side of each is all there is. */
const everywhere = (cuts: Cut[]) =>
  cuts.filter(({ when, nth }, at) => nth === 1 && (at === 0 || when === 'after'));

/** What a reply cannot do without; under load a worker may lose its lease and have others besides. */
const OF_A_REPLY = [
  'claim',
  'listThread',
  'ask classification',
  'ask draft',
  'look at inbox',
  'reserve',
  'store ready',
  'record sending',
  'send',
  'record sent',
  'finish wake-up',
];

test('a worker killed at any effect of a reply, and at some of other lives, leaves the right end to the next', async () => {
  const others = pick(
    lives.filter((life) => life !== reply),
    LIVES,
    0,
  );
  process.stdout.write(`killed at effects, KILL_SEED=${SEED}:\n`);
  const rows = await killAtEffects({
    lives: [reply, ...others],
    choose: (cuts, life) => (life === reply.name ? everywhere(cuts) : pick(cuts, CUTS, life.length)),
    tell: (row) => process.stdout.write(`  ${lineOf(row)}\n`),
  });
  const named = codesInTables(sectionOf(read('docs/architecture.md'), '## Effects'));
  expect(rows.map(({ effect }) => effect).filter((effect) => !named.includes(effect))).toEqual([]);
  expect(rows.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
  const cut = rows.filter(({ life, died }) => life === reply.name && died).map(({ effect }) => effect);
  expect(cut).toEqual(expect.arrayContaining(OF_A_REPLY));
}, 300_000);
