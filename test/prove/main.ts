import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';
import { proveEffects } from './effects.ts';
import { runRedisAway } from './redis-away.ts';
import { isFine, type Result, reportOf, storiesOf } from './report.ts';

const USAGE = `npm run prove -- [redis-away | effects] [options]
  --short           about a minute, for CI
  --seed N          the same mail and the same faults again
  --messages N --kills N --rate N
  redis-away        Redis is away for --seconds 60 under load; with --hang it hangs instead
  effects           kills a worker before and after each of its effects, in every kind of life
  --keep            keeps data and logs even when all is well
`;

const short = { messages: 1200, kills: 12, ratePerSecond: 40, mailboxes: 6, workers: 3, sweepSeconds: 4 };
const long = { messages: 20_000, kills: 200, ratePerSecond: 40, mailboxes: 24, workers: 4, sweepSeconds: 20 };

const say = (line: string) => void process.stdout.write(`${line}\n`);
const number = (text: string | undefined, fallback: number): number => {
  if (text === undefined) return fallback;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new Error(`"${text}" is no number\n\n${USAGE}`);
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      seed: { type: 'string' },
      messages: { type: 'string' },
      kills: { type: 'string' },
      rate: { type: 'string' },
      seconds: { type: 'string' },
      short: { type: 'boolean', default: false },
      hang: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (positionals[0] === 'effects') {
    process.exitCode = (await proveEffects()) ? 0 : 1;
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'inreply-prove-'));
  const seed = number(values.seed, Date.now() % 1_000_000);
  const form = values.short ? short : long;
  const run = (): Promise<Result> => {
    const [what] = positionals;
    if (what === 'redis-away') {
      const awaySeconds = number(values.seconds, 60);
      const options = { seed, awaySeconds, ratePerSecond: number(values.rate, 20), hanging: values.hang };
      return runRedisAway(options, folder, say);
    }
    if (what !== undefined) throw new Error(`"${what}" is not known\n\n${USAGE}`);
    const options = {
      ...form,
      seed,
      messages: number(values.messages, form.messages),
      kills: number(values.kills, form.kills),
      ratePerSecond: number(values.rate, form.ratePerSecond),
      leaseMs: 4000,
      drainSeconds: values.short ? 90 : 300,
    };
    return runCampaign(options, folder, say);
  };
  const result = await run();
  say(reportOf(result));
  const fine = isFine(result);
  if (fine && !values.keep) await rm(folder, { recursive: true, force: true });
  else say(`${storiesOf(result)}data and logs are kept in ${folder}`);
  process.exitCode = fine ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
await main();
