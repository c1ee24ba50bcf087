import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';
import { proveEffects } from './effects.ts';
import { runRedisAway } from './redis-away.ts';
import { isFine, type Result, reportOf, storiesOf } from './report.ts';
import { runSoak } from './soak.ts';

const USAGE = `npm run prove -- [redis-away | soak | effects] [options]
  --short           about a minute, for CI
  --seed N          the same mail and the same faults again
  --messages N --kills N --rate N
  redis-away        Redis is away for --seconds 60 under load; with --hang it hangs instead
  soak              memory over --minutes 10 at --rate 200; with --write the plot in docs/benchmarks
  effects           kills a worker before and after each of its effects, in every kind of life
  --keep            keeps data and logs even when all is well
`;

const forms = {
  short: {
    messages: 1000,
    kills: 12,
    ratePerSecond: 30,
    mailboxes: 6,
    workers: 3,
    sweepSeconds: 4,
    drainSeconds: 120,
  },
  long: {
    messages: 20_000,
    kills: 200,
    ratePerSecond: 40,
    mailboxes: 24,
    workers: 4,
    sweepSeconds: 20,
    drainSeconds: 600,
  },
};
const LEASE_MS = 4000;

const { values, positionals } = parseArgs({
  options: {
    seed: { type: 'string' },
    messages: { type: 'string' },
    kills: { type: 'string' },
    rate: { type: 'string' },
    seconds: { type: 'string' },
    minutes: { type: 'string' },
    short: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    hang: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

const say = (line: string) => void process.stdout.write(`${line}\n`);

function number(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new Error(`"${text}" is no number\n\n${USAGE}`);
}

async function campaign(folder: string): Promise<boolean> {
  const form = values.short ? 'short' : 'long';
  const usual = forms[form];
  const options = {
    ...usual,
    form,
    seed: number(values.seed, Date.now() % 1_000_000),
    messages: number(values.messages, usual.messages),
    kills: number(values.kills, usual.kills),
    ratePerSecond: number(values.rate, usual.ratePerSecond),
    leaseMs: LEASE_MS,
  } as const;
  return shown(await runCampaign(options, folder, say));
}

async function redisAway(folder: string): Promise<boolean> {
  const options = {
    seed: number(values.seed, Date.now() % 1_000_000),
    ratePerSecond: number(values.rate, 20),
    awaySeconds: number(values.seconds, 60),
    hanging: values.hang,
  };
  return shown(await runRedisAway(options, folder, say));
}

function soak(folder: string): Promise<boolean> {
  const options = {
    minutes: number(values.minutes, 10),
    ratePerSecond: number(values.rate, 200),
    write: values.write,
  };
  return runSoak(options, folder, say);
}

function shown(result: Result): boolean {
  say(reportOf(result));
  const fine = isFine(result);
  if (!fine) say(storiesOf(result));
  return fine;
}

const runs: Record<string, (folder: string) => Promise<boolean>> = {
  campaign,
  'redis-away': redisAway,
  soak,
  effects: proveEffects,
};

async function main(): Promise<void> {
  const [name = 'campaign'] = positionals;
  const run = runs[name];
  if (run === undefined) throw new Error(`"${name}" is not known\n\n${USAGE}`);
  const folder = await mkdtemp(join(tmpdir(), 'inreply-prove-'));
  const fine = await run(folder);
  if (fine && !values.keep) await rm(folder, { recursive: true, force: true });
  else say(`data and logs are kept in ${folder}`);
  process.exitCode = fine ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
await main();
