import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';
import { isFine, reportOf, storiesOf } from './report.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    messages: { type: 'string' },
    kills: { type: 'string' },
    rate: { type: 'string' },
    short: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

const short = { messages: 1200, kills: 12, ratePerSecond: 40, mailboxes: 6, workers: 3, sweepSeconds: 4 };
const long = { messages: 20_000, kills: 200, ratePerSecond: 40, mailboxes: 24, workers: 4, sweepSeconds: 20 };

const form = values.short ? short : long;
const given = (text: string | undefined, fallback: number) => (text === undefined ? fallback : Number(text));
const folder = await mkdtemp(join(tmpdir(), 'inreply-prove-'));
const result = await runCampaign(
  {
    ...form,
    seed: given(values.seed, Date.now() % 1_000_000),
    messages: given(values.messages, form.messages),
    kills: given(values.kills, form.kills),
    ratePerSecond: given(values.rate, form.ratePerSecond),
    leaseMs: 4000,
    drainSeconds: values.short ? 60 : 300,
  },
  folder,
  say,
);
say(reportOf(result));
if (isFine(result) && !values.keep) await rm(folder, { recursive: true, force: true });
else say(`${storiesOf(result)}data and logs are kept in ${folder}`);
process.exitCode = isFine(result) ? 0 : 1;
