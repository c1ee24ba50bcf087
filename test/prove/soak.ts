import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { grants, makeAgents } from '../../bench/agent-folder.ts';
import { type Child, root, startChild } from '../../bench/child.ts';
import { startPeers } from '../../bench/peers.ts';
import { type BenchRedis, startRedis } from '../../bench/redis.ts';
import { freePort, until } from '../helpers/world.ts';
import { keysLeft, readKeys } from './leftovers.ts';
import { sendWebhooks } from './load.ts';
import { isFlat, type Series, type Trend, trendOf } from './memory.ts';
import { createPeers } from './peers.ts';
import { plotOf } from './plot.ts';

export type SoakOptions = { minutes: number; ratePerSecond: number; write: boolean };

const SECRET = 'soak-webhook-secret';
const TOKEN = 'soak-token-0123456789abcdef';
const MB = 1024 * 1024;
const DRAIN_MS = 900_000;
const SWEEP_SECONDS = 30;

/**
 * A steady load over minutes on two servers and two workers, with stand-ins that answer at once: their memory must be
 * flat, and once all is worked nothing may be left in Redis but records with an expiry. Returns whether both hold.
 */
export async function runSoak(
  options: SoakOptions,
  folder: string,
  say: (line: string) => void,
): Promise<boolean> {
  const { minutes, ratePerSecond } = options;
  await using place = new AsyncDisposableStack();
  const redisDir = join(folder, 'redis');
  await mkdir(redisDir, { recursive: true });
  const redis = place.use(await startRedis(redisDir));
  const { urls, processes } = await startProcesses(place, folder, redis);
  say(`${minutes} minutes at ${ratePerSecond} mails a second, two servers and two workers`);

  const sampling = sample(processes, redis);
  const load = { urls, secret: SECRET, grants, ratePerSecond, seconds: minutes * 60 };
  const person = startPerson(urls[0] ?? '');
  const counts = await sendWebhooks(load);
  const series = sampling.stop();
  const drainSeconds = await drained(redis);
  const rejected = await person.stop();
  const keys = await readKeys(redis.redis);
  const left = keysLeft(keys);
  const trends = series.map(trendOf);
  const redisBytes = await redis.usedBytes();
  say(tableOf(trends));
  const rows: [string, string | number][] = [
    ['webhooks accepted', counts.accepted],
    ['webhooks refused and sent again', counts.refused],
    ['seconds from the last webhook to the last end', drainSeconds.toFixed(1)],
    ['reviews a person rejected', rejected],
    ['keys in Redis', keys.length],
    ['keys left without an expiry', left.length],
    ['bytes in Redis for each concluded mail, kept for 14 days', Math.round(redisBytes / counts.accepted)],
  ];
  say(rows.map(([name, value]) => `${name.padEnd(60)}${value}`).join('\n'));
  for (const key of left.slice(0, 20)) say(`left in Redis: ${key}`);
  if (options.write) await writePlot(options, series);
  const flat = trends.every((trend) => trend.name === 'Redis' || isFlat(trend));
  const fine = flat && left.length === 0 && counts.accepted > 0;
  say(fine ? 'flat, and nothing left' : 'NOT flat, or something left');
  return fine;
}

async function startProcesses(
  place: AsyncDisposableStack,
  folder: string,
  redis: BenchRedis,
): Promise<{ urls: string[]; processes: Child[] }> {
  const peers = place.use(await startPeers(folder));
  const env = {
    NYLAS_API_KEY: 'soak',
    NYLAS_API_URL: peers.nylasUrl,
    NYLAS_WEBHOOK_SECRET: SECRET,
    OPENAI_API_KEY: 'soak',
    OPENAI_BASE_URL: peers.modelUrl(50),
    OPENAI_MODEL: 'instant',
    REDIS_URL: redis.url,
    DATA_DIR: join(folder, 'data'),
    AGENTS_DIR: makeAgents(folder),
    API_TOKEN: TOKEN,
    SWEEP_SECONDS: String(SWEEP_SECONDS),
    LOG_LEVEL: 'warn',
  };
  const ready = /"event":"started"/;
  const urls: string[] = [];
  const processes: Child[] = [];
  for (const role of ['server', 'server', 'worker', 'worker']) {
    const port = await freePort();
    const name = `${role} ${(processes.length % 2) + 1}`;
    const own = { ...env, PORT: String(port), LOG_LEVEL: 'info' };
    processes.push(
      place.use(await startChild({ name, command: ['src/main.ts', role], env: own, ready, dir: folder })),
    );
    if (role === 'server') urls.push(`http://127.0.0.1:${port}`);
  }
  return { urls, processes };
}

/** Looks at the memory of every process once a second. */
function sample(processes: readonly Child[], redis: BenchRedis): { stop(): Series[] } {
  const began = performance.now();
  const series = processes.map((child) => ({
    name: child.name,
    child,
    points: [] as { atS: number; mb: number }[],
  }));
  const ofRedis: Series & { points: { atS: number; mb: number }[] } = { name: 'Redis', points: [] };
  const look = () => {
    const atS = (performance.now() - began) / 1000;
    for (const { child, points } of series) points.push({ atS, mb: child.memory().rssBytes / MB });
    void redis.usedBytes().then((bytes) => ofRedis.points.push({ atS, mb: bytes / MB }));
  };
  const timer = setInterval(look, 1000);
  return {
    stop() {
      clearInterval(timer);
      return [...series.map(({ name, points }) => ({ name, points })), ofRedis];
    },
  };
}

/** Rejects every review soon after it opened, so that none is left waiting. */
function startPerson(url: string): { stop(): Promise<number> } {
  const peers = createPeers({ sandboxUrl: '', inreplyUrl: url, token: TOKEN });
  const stop = new AbortController();
  let rejected = 0;
  const working = (async () => {
    while (!stop.signal.aborted) {
      for (const review of await peers.openReviews()) {
        if ((await peers.decide(review, 'reject')) === 202) rejected++;
      }
      await sleep(1000, undefined, { signal: stop.signal }).catch(() => {});
    }
    return rejected;
  })();
  return {
    stop() {
      stop.abort();
      return working;
    },
  };
}

/** Waits until no thread has work and no review is open; gives the seconds until the work was done. */
async function drained(redis: BenchRedis): Promise<number> {
  const began = performance.now();
  let workedMs = 0;
  await until(
    async () => {
      const threads = await redis.redis.zcard('{s0}:pend');
      if (threads === 0 && workedMs === 0) workedMs = performance.now() - began;
      const open = await redis.redis.zcard('{s0}:revs:open');
      await sleep(250);
      return threads === 0 && open === 0 ? true : undefined;
    },
    'the end of all work',
    DRAIN_MS,
  ).catch(() => undefined);
  await sleep(2000);
  return workedMs / 1000;
}

function tableOf(trends: readonly Trend[]): string {
  const head = ['memory, MB', 'start', 'middle', 'end', 'peak 1st half', 'peak 2nd half', 'MB a minute', ''];
  const cells = trends.map((trend) => {
    const { name, startMb, middleMb, endMb, peaksMb, slope } = trend;
    const verdict = name === 'Redis' ? 'keeps records' : isFlat(trend) ? 'flat' : 'GROWS';
    const figures = [startMb, middleMb, endMb, ...peaksMb].map((mb) => mb.toFixed(0));
    return [name, ...figures, slope.toFixed(2), verdict];
  });
  return [head, ...cells]
    .map((row) =>
      row
        .map((cell) => cell.padEnd(15))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

async function writePlot({ minutes, ratePerSecond }: SoakOptions, series: readonly Series[]): Promise<void> {
  const dir = join(root, 'docs/benchmarks');
  await mkdir(dir, { recursive: true });
  const date = new Date().toISOString().slice(0, 10);
  const title = `Memory in MB over ${minutes} minutes at ${ratePerSecond} mails a second`;
  const command = `npm run prove -- soak --minutes ${minutes} --rate ${ratePerSecond} --write`;
  const processes = series.filter(({ name }) => name !== 'Redis');
  await writeFile(join(dir, 'soak.svg'), plotOf(title, `${command} · ${date}`, processes));
}
