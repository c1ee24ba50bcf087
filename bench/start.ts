import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';
import { type Child, startChild } from './child.ts';
import type { Options } from './options.ts';
import type { Figure, Report } from './report.ts';
import { median } from './statistics.ts';
import { makeWorkplace, type Workplace } from './workplace.ts';

const LATER_MS = 5000;
const MB = 1e6;

type Start = { readySeconds: number; cpuSeconds: number; rss: number; rssLater: number };

/** From the command to the first answer of a whole Inreply with a Redis of its own (DESIGN section 7). */
export async function benchStart({ quick }: Options): Promise<Report> {
  await using place = await makeWorkplace();
  const rounds = quick ? 3 : 10;
  const [ours, bare, node]: [Start[], Start[], number[]] = [[], [], []];
  await startOurs(place, 'warm'); // files into the page cache
  for (let round = 0; round < rounds; round++) {
    node.push(await secondsOfNode());
    bare.push(await startBare(place));
    ours.push(await startOurs(place, String(round)));
  }
  const of = (starts: Start[], what: keyof Start) => starts.map((start) => start[what]);
  const figure = (name: string, unit: string, what: keyof Start): Figure => ({
    name,
    unit,
    value: median(of(ours, what)),
    windows: of(ours, what),
    baseline: { name: 'Hono + BullMQ + ioredis, idle', value: median(of(bare, what)) },
    ratio: median(of(ours, what)) / median(of(bare, what)),
  });
  return {
    name: 'start',
    title: 'start: from the command to the first answer',
    method: `\`node src/main.ts all\` with an empty data folder, ${rounds} times, until /readyz answers 200; the start of its private Redis is part of the time. Memory is the resident set of the Node process; the shipped support agent is loaded. The baseline finds a Redis that runs already.`,
    figures: [
      { ...figure('start to ready', 's', 'readySeconds'), budget: atMost(1.5) },
      {
        name: 'start to ready, against Node alone',
        unit: 's',
        value: median(of(ours, 'readySeconds')),
        baseline: { name: 'node -e 0', value: median(node) },
        ratio: median(of(ours, 'readySeconds')) / median(node),
      },
      figure('CPU until ready', 's', 'cpuSeconds'),
      { ...figure('memory when ready', 'MB', 'rss'), budget: atMost(150) },
      { ...figure('memory 5 s later', 'MB', 'rssLater'), budget: atMost(150) },
    ],
  };
}

function atMost(bound: number) {
  return { bound, direction: 'at most', of: 'value' } as const;
}

async function startOurs(place: Workplace, round: string): Promise<Start> {
  const { REDIS_URL: _, ...env } = place.env({
    DATA_DIR: join(place.dir, `data-${round}`),
    PORT: '0',
    NYLAS_WEBHOOK_SECRET: 'bench',
    API_TOKEN: 'bench-only-token-0123456789',
  });
  return measureStart(() =>
    startChild({
      name: `all-${round}`,
      command: ['src/main.ts', 'all'],
      env,
      ready: /"event":"started".*"port":(\d+)/,
      dir: place.dir,
    }),
  );
}

function startBare(place: Workplace): Promise<Start> {
  return measureStart(() =>
    startChild({
      name: 'bare',
      command: ['bench/baselines/bare-service.ts', place.redis.url],
      env: {},
      ready: /listening on (\d+)/,
      dir: place.dir,
    }),
  );
}

async function measureStart(start: () => Promise<Child>): Promise<Start> {
  const startedAt = performance.now();
  await using child = await start();
  const { statusCode, body } = await request(`http://127.0.0.1:${child.ready[1]}/readyz`);
  await body.dump();
  if (statusCode !== 200) throw new Error(`${child.name} answers /readyz with ${statusCode}`);
  const readySeconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = child.cpuSeconds();
  const rss = child.memory().rssBytes / MB;
  await wait(LATER_MS);
  return { readySeconds, cpuSeconds, rss, rssLater: child.memory().rssBytes / MB };
}

async function secondsOfNode(): Promise<number> {
  const startedAt = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return (performance.now() - startedAt) / 1000;
}
