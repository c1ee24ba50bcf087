/*
 * npm run bench -- [ingest|pipeline|backlog|start ...] [--quick] [--full] [--profile] [--write] [--strict]
 * docs/benchmarks/README.md says what is measured and how to read it.
 */
import { benchIngest } from './ingest.ts';
import { benchPipeline } from './pipeline.ts';
import { type BenchName, type Options, optionsFrom } from './options.ts';
import { isMet, type Report, textOf } from './report.ts';

const benches: Record<BenchName, (options: Options) => Promise<Report>> = {
  ingest: benchIngest,
  pipeline: benchPipeline,
};

const options = optionsFrom(process.argv.slice(2));
for (const name of options.names) {
  const report = await benches[name](options);
  process.stdout.write(`\n${textOf(report)}`);
  if (options.strict && report.figures.some((figure) => isMet(figure) === false)) process.exitCode = 1;
}
