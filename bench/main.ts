/*
 * npm run bench -- [ingest|pipeline|backlog|start|reviews ...] [--quick] [--full] [--profile] [--write] [--strict]
 * docs/benchmarks/README.md says what is measured and how to read it.
 */
import { spawnSync } from 'node:child_process';
import { benchBacklog } from './backlog.ts';
import { benchIngest } from './ingest.ts';
import { occasionOf } from './machine.ts';
import { type BenchName, type Options, optionsFrom } from './options.ts';
import { benchPipeline } from './pipeline.ts';
import { isMet, type Report, textOf } from './report.ts';
import { folder, writeResult } from './results.ts';
import { benchReviews } from './reviews.ts';
import { benchStart } from './start.ts';

const benches: Record<BenchName, (options: Options) => Promise<Report>> = {
  ingest: benchIngest,
  pipeline: benchPipeline,
  backlog: benchBacklog,
  start: benchStart,
  reviews: benchReviews,
};

// so that what runs beside us is ended too
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const args = process.argv.slice(2);
const options = readOptions();
for (const name of options?.names ?? []) {
  if (options) await run(name, options).catch((error: unknown) => fail(name, error));
}

async function run(name: BenchName, given: Options): Promise<void> {
  const occasion = occasionOf(args, new Date());
  process.stderr.write(`${name} ...\n`);
  const report = await benches[name](given);
  process.stdout.write(`\n${textOf(report)}`);
  if (given.write && !given.profile) {
    writeResult(report, occasion);
    spawnSync('oxfmt', [folder], { stdio: 'ignore' }); // so that the check of formats is content with them
  }
  if (given.strict && report.figures.some((figure) => isMet(figure) === false)) process.exitCode = 1;
}

function readOptions(): Options | undefined {
  try {
    return optionsFrom(args);
  } catch (error) {
    fail('bench', error);
    return undefined;
  }
}

/** Could not measure: the others are still run. */
function fail(name: string, error: unknown): void {
  process.stderr.write(
    `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
}
