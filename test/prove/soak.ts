import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { grants, makeAgents } from '../../bench/agent-folder.ts';
import { type Child, root, startChild } from '../../bench/child.ts';
import { startPeers } from '../../bench/peers.ts';
import { liveBytes, probed } from '../../bench/probing.ts';
import { type BenchRedis, startRedis } from '../../bench/redis.ts';
import { freePort, until } from '../helpers/world.ts';
import { keysLeft, readKeys } from './leftovers.ts';
import { sendWebhooks } from './load.ts';
import { type Point, type Series, trendOf } from './memory.ts';
import { createPeers } from './peers.ts';
import { plotOf } from './plot.ts';

export type SoakOptions = { minutes: number; ratePerSecond: number; write: boolean };

const SECRET = 'soak-webhook-secret';
const TOKEN = 'soak-token-0123456789abcdef';
const MB = 1024 * 1024;
/** At 200 mails a second a leak of 100 bytes for each mail is 1.2 MB a minute. */
const FLAT_MB_PER_MINUTE = 1;
const DRAIN_MS = 900_000;
const SWEEP_SECONDS = 30;
const LOOK_EVERY_MS = 1000;
/** Each collection holds a process up for a tenth of a second. */
const COLLECT_EVERY_MS = 15_000;

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

  const sampling = sample(processes);
  const load = { urls, secret: SECRET, grants, ratePerSecond, seconds: minutes * 60 };
  const person = startPerson(urls[0] ?? '');
  const counts = await sendWebhooks(load);
  const memories = await sampling.stop();
  const drainSeconds = await drained(redis);
  const rejected = await person.stop();
  const keys = await readKeys(redis.redis);
  const left = keysLeft(keys);
  const redisBytes = await redis.usedBytes();
  say(tableOf(memories));
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
  if (options.write) await writePlot(options, memories);
  const flat = memories.every(isFlat);
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
      place.use(
        await startChild({ ...probed, name, command: ['src/main.ts', role], env: own, ready, dir: folder }),
      ),
    );
    if (role === 'server') urls.push(`http://127.0.0.1:${port}`);
  }
  return { urls, processes };
}

/** Of one process: what the system counts to it, and what is left of that when its garbage is collected. */
type Memory = { name: string; resident: Series; live: Series };

/** Looks at the memory of every process once a second, and collects its garbage now and then. */
function sample(processes: readonly Child[]): { stop(): Promise<Memory[]> } {
  const began = performance.now();
  const pointOf = (bytes: number): Point => ({ atS: (performance.now() - began) / 1000, mb: bytes / MB });
  const seen = processes.map((child) => ({ child, resident: [] as Point[], live: [] as Point[] }));
  const look = setInterval(() => {
    for (const { child, resident } of seen) resident.push(pointOf(child.memory().rssBytes));
  }, LOOK_EVERY_MS);
  const stop = new AbortController();
  const collecting = (async () => {
    while (!stop.signal.aborted) {
      for (const { child, live } of seen) live.push(pointOf(await liveBytes(child)));
      await sleep(COLLECT_EVERY_MS, undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      clearInterval(look);
      stop.abort();
      await collecting;
      return seen.map(({ child: { name }, resident, live }) => ({
        name,
        resident: { name, points: resident },
        live: { name, points: live },
      }));
    },
  };
}

/** What a process cannot do without does not grow with the mails that it has worked. */
function isFlat({ live }: Memory): boolean {
  return trendOf(live).slope <= FLAT_MB_PER_MINUTE;
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

function tableOf(memories: readonly Memory[]): string {
  const head = ['memory, MB', 'resident', 'middle', 'end', 'live', 'middle', 'end', 'a minute', ''];
  const rows = memories.map((memory) => {
    const { name, resident, live } = memory;
    const figures = [trendOf(resident), trendOf(live)].flatMap(({ startMb, middleMb, endMb }) =>
      [startMb, middleMb, endMb].map((mb) => mb.toFixed(0)),
    );
    return [name, ...figures, trendOf(live).slope.toFixed(2), isFlat(memory) ? 'flat' : 'GROWS'];
  });
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell) => cell.padEnd(11))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

async function writePlot(
  { minutes, ratePerSecond }: SoakOptions,
  memories: readonly Memory[],
): Promise<void> {
  const dir = join(root, 'docs/benchmarks');
  await mkdir(dir, { recursive: true });
  const date = new Date().toISOString().slice(0, 10);
  const title = `Memory in MB over ${minutes} minutes at ${ratePerSecond} mails a second`;
  const command = `npm run prove -- soak --minutes ${minutes} --rate ${ratePerSecond} --write`;
  const series = memories.map(({ resident }) => resident);
  await writeFile(join(dir, 'soak.svg'), plotOf(title, `${command} · ${date}`, series));
}
