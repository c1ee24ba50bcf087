import { z } from 'zod';
import { grants } from './agent-folder.ts';
import { type Child, startChild } from './child.ts';
import type { Options } from './options.ts';
import { probed, profiled } from './probing.ts';
import { profileLines } from './profile.ts';
import { between } from './redis.ts';
import type { Figure, Report } from './report.ts';
import { median, percentile } from './statistics.ts';
import { makeWorkplace, type Workplace } from './workplace.ts';

const CONNECTIONS = 100;
const SECRET = 'bench-only-webhook-secret-0123456789';
/** More than any server here answers within a window, so that each notification is new. */
const PREPARED = 60_000;

const baselines = {
  express: 'express-recipe.js',
  queue: 'hono-queue.ts',
  floor: 'lua-floor.ts',
  bare: 'hono-bare.ts',
} as const;
type Variant = 'ours' | keyof typeof baselines;
const variants = ['ours', 'express', 'floor', 'queue', 'bare'] as const;
const names: Record<Exclude<Variant, 'ours'>, string> = {
  express: 'Express recipe',
  queue: 'Hono + Queue.add',
  floor: 'Lua floor',
  bare: 'bare Hono',
};

const Load = z.object({
  requests: z.number(),
  faults: z.number(),
  seconds: z.number(),
  latenciesMs: z.array(z.number()),
});
type Window = {
  cpuUs: number;
  redisUs: number;
  perSecond: number;
  p50: number;
  p95: number;
  p99: number;
};

/** What a webhook costs the server: verify, validate, admit, wake (DESIGN section 7). */
export async function benchIngest(options: Options): Promise<Report> {
  await using place = await makeWorkplace();
  await using stack = new AsyncDisposableStack();
  const load = stack.use(
    await startChild({
      name: 'load',
      command: ['bench/load/main.ts', grants[0] ?? '', SECRET, String(PREPARED)],
      env: {},
      ready: /ready/,
      dir: place.dir,
      channel: true,
    }),
  );
  const servers = await startServers(place, stack, options);
  const run = (variant: Variant, seconds: number) =>
    measureWindow({ place, load, server: servers[variant] }, seconds);

  const report = {
    name: 'ingest',
    title: 'ingest: one webhook, from its first byte to its 200',
    method: `Signed notifications of 5,935 bytes, each for a new message, over ${CONNECTIONS} connections kept alive, one request after the other on each. All servers run side by side as processes of their own; windows alternate; medians. CPU is user and system time of the server from /proc.`,
  };
  if (options.profile) {
    await run('ours', 3);
    const profile = await profiled(servers.ours, () => run('ours', options.quick ? 3 : 10));
    return { ...report, figures: [], remarks: profileLines(profile, 'ingest') };
  }
  const windows: Record<Variant, Window[]> = { ours: [], express: [], queue: [], floor: [], bare: [] };
  for (const variant of variants) await run(variant, options.quick ? 1 : 3);
  for (let round = 0; round < (options.quick ? 3 : 9); round++) {
    for (const variant of round % 2 === 0 ? variants : variants.toReversed()) {
      windows[variant].push(await run(variant, options.quick ? 1 : 2));
    }
  }
  return { ...report, figures: figuresOf(windows) };
}

async function startServers(
  place: Workplace,
  stack: AsyncDisposableStack,
  { profile }: Options,
): Promise<Record<Variant, Child>> {
  const baseline = async (file: string) =>
    stack.use(
      await startChild({
        name: file,
        command: [`bench/baselines/${file}`, place.redis.url, SECRET],
        env: {},
        ready: /listening on (\d+)/,
        dir: place.dir,
      }),
    );
  const ours = stack.use(
    await startChild({
      name: 'server',
      command: ['src/main.ts', 'server'],
      env: place.env({ PORT: '0', NYLAS_WEBHOOK_SECRET: SECRET, API_TOKEN: 'bench-only-token-0123456789' }),
      ready: /"event":"started".*"port":(\d+)/,
      dir: place.dir,
      ...(profile && probed),
    }),
  );
  return {
    ours,
    express: await baseline(baselines.express),
    queue: await baseline(baselines.queue),
    floor: await baseline(baselines.floor),
    bare: await baseline(baselines.bare),
  };
}

async function measureWindow(
  at: { place: Workplace; load: Child; server: Child },
  seconds: number,
): Promise<Window> {
  const { redis } = at.place;
  await redis.empty();
  const before = { redis: await redis.counters(), cpu: at.server.cpuSeconds() };
  const port = Number(at.server.ready[1]);
  const answer = await at.load.ask(JSON.stringify({ port, connections: CONNECTIONS, seconds }));
  const after = { redis: await redis.counters(), cpu: at.server.cpuSeconds() };
  const load = Load.parse(answer);
  if (load.faults > 0 || load.requests === 0) {
    throw new Error(`${at.server.name}: ${load.faults} of ${load.requests} requests failed`);
  }
  const share = (percent: number) => percentile(load.latenciesMs, percent);
  return {
    cpuUs: ((after.cpu - before.cpu) * 1e6) / load.requests,
    redisUs: (between(before.redis, after.redis).cpuSeconds * 1e6) / load.requests,
    perSecond: load.requests / load.seconds,
    p50: share(50),
    p95: share(95),
    p99: share(99),
  };
}

function figuresOf(windows: Record<Variant, Window[]>): Figure[] {
  const all = (variant: Variant, what: keyof Window) => windows[variant].map((window) => window[what]);
  const figure = (name: string, unit: string, what: keyof Window, against: keyof typeof names): Figure => {
    const [own, base] = [all('ours', what), all(against, what)];
    return {
      name,
      unit,
      value: median(own),
      windows: own,
      baseline: { name: names[against], value: median(base) },
      ratio: median(own.map((value, at) => value / (base[at] ?? Number.NaN))),
    };
  };
  return [
    { ...figure('CPU per webhook', 'us', 'cpuUs', 'express'), budget: atMost(0.55) },
    { ...figure('CPU per webhook, against the floor', 'us', 'cpuUs', 'floor'), budget: atMost(1.5) },
    figure('CPU per webhook, against plain queueing', 'us', 'cpuUs', 'queue'),
    figure('CPU per webhook, against HTTP alone', 'us', 'cpuUs', 'bare'),
    figure('Redis CPU per webhook', 'us', 'redisUs', 'express'),
    figure('webhooks per second, one process', '/s', 'perSecond', 'express'),
    figure('answer p50, 100 connections', 'ms', 'p50', 'express'),
    figure('answer p95, 100 connections', 'ms', 'p95', 'express'),
    figure('answer p99, 100 connections', 'ms', 'p99', 'express'),
  ];
}

function atMost(bound: number) {
  return { bound, direction: 'at most', of: 'ratio' } as const;
}
