import { type Child, startChild } from './child.ts';
import { arrivalsOf } from './mailroom.ts';
import type { Options } from './options.ts';
import { delayDuring, probed } from './probing.ts';
import type { Figure } from './report.ts';
import { median } from './statistics.ts';
import { workOff, workOffPlainly } from './windows.ts';
import type { Workplace } from './workplace.ts';

const THREADS = 1000;
const MODEL_MS = 1000;

type Crowd = { seconds: number; p99: number; max: number; peakBytes: number };

/** A thousand threads at once on one worker process, with a model that takes a second for each answer. */
export async function measureCrowd(place: Workplace, options: Options): Promise<Figure[]> {
  const rounds = options.quick ? 1 : 3;
  const ours = await measureOurs(place, rounds);
  const plain = await measurePlain(place, rounds);
  const figure = (name: string, unit: string, what: keyof Crowd, per = 1): Figure => ({
    name: `1,000 threads at once, 1 s model: ${name}`,
    unit,
    value: of(ours, what) / per,
    windows: ours.map((crowd) => crowd[what] / per),
    baseline: { name: 'plain worker', value: of(plain, what) / per },
    ratio: of(ours, what) / of(plain, what),
  });
  return [
    {
      ...figure('loop delay p99', 'ms', 'p99'),
      budget: { bound: 50, direction: 'at most', of: 'value' },
    },
    figure('loop delay, longest', 'ms', 'max'),
    { ...figure('all answered after', 's', 'seconds'), note: 'two answers of the model take 2 s of it' },
    figure('peak memory', 'MB', 'peakBytes', 1e6),
  ];
}

function of(crowds: readonly Crowd[], what: keyof Crowd): number {
  return median(crowds.map((crowd) => crowd[what]));
}

async function measureOurs(place: Workplace, rounds: number): Promise<Crowd[]> {
  await using worker = await place.startWorker({
    name: 'worker-1000',
    env: { WORKER_CONCURRENCY: String(THREADS), OPENAI_BASE_URL: place.peers.modelUrl(MODEL_MS) },
    ...probed,
  });
  await workOff(place, worker, { kind: 'reply', count: 300 });
  const crowds: Crowd[] = [];
  for (let round = 0; round < rounds; round++) {
    crowds.push(
      await timed(worker, async () => {
        await place.mailroom.admit(arrivalsOf('reply', THREADS));
        await place.mailroom.drained(60_000);
      }),
    );
  }
  return crowds;
}

async function measurePlain(place: Workplace, rounds: number): Promise<Crowd[]> {
  const { redis, peers, dir } = place;
  const urls = [redis.url, peers.nylasUrl, peers.modelUrl(MODEL_MS)];
  await using worker = await startChild({
    name: 'plain-1000',
    command: ['bench/baselines/plain-worker.ts', ...urls, String(THREADS)],
    ...probed,
    env: {},
    ready: /ready/,
    dir,
  });
  await workOffPlainly(place, worker, 300);
  const crowds: Crowd[] = [];
  for (let round = 0; round < rounds; round++) {
    crowds.push(await timed(worker, () => workOffPlainly(place, worker, THREADS)));
  }
  return crowds;
}

async function timed(worker: Child, work: () => Promise<unknown>): Promise<Crowd> {
  let seconds = Number.NaN;
  const { p99, max } = await delayDuring(worker, async () => {
    const startedAt = performance.now();
    await work();
    seconds = (performance.now() - startedAt) / 1000;
  });
  return { seconds, p99, max, peakBytes: worker.memory().peakBytes };
}
