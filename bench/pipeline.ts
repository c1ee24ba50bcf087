import { type Child, startChild } from './child.ts';
import type { Options } from './options.ts';
import { measureCrowd } from './pipeline-crowd.ts';
import { measureOverhead } from './pipeline-overhead.ts';
import { probed, profiled } from './probing.ts';
import { profileLines } from './profile.ts';
import { windowFigures, type WindowsByKind } from './pipeline-figures.ts';
import type { Report } from './report.ts';
import { type Window, workOff, workOffPlainly } from './windows.ts';
import { makeWorkplace, type Workplace } from './workplace.ts';

/** Large enough that a hundredth of a second, the grain of /proc, is no more than a hundredth of a window. */
const COUNT = { reply: 1000, long: 300, park: 600, skip: 1500, burst: 2000, plain: 600 };

/** What a worker process costs and how long it takes, beside Nylas and the model (DESIGN section 7). */
export async function benchPipeline(options: Options): Promise<Report> {
  await using place = await makeWorkplace();
  await using worker = await place.startWorker({ name: 'worker', ...(options.profile && probed) });
  const method =
    'One worker process with 50 threads at a time; admission, Redis, Nylas and the model run in other processes and do ' +
    'not count. Windows of the kinds alternate; medians. CPU is user and system time of the worker from /proc.';
  const report = { name: 'pipeline', title: 'pipeline: from the inbox of a thread to the send', method };
  if (options.profile) {
    const count = options.quick ? 500 : 3000;
    await workOff(place, worker, { kind: 'reply', count: 500 });
    const profile = await profiled(worker, () => workOff(place, worker, { kind: 'reply', count }));
    return { ...report, figures: [], remarks: profileLines(profile, 'pipeline') };
  }
  const windows = await measureWindows(place, worker, options);
  const overhead = await measureOverhead(place, options);
  await worker[Symbol.asyncDispose]();
  const crowd = await measureCrowd(place, options);
  return { ...report, figures: [...windowFigures(windows), ...overhead, ...crowd] };
}

async function measureWindows(place: Workplace, worker: Child, options: Options): Promise<WindowsByKind> {
  const { redis, peers, dir } = place;
  await using plain = await startChild({
    name: 'plain',
    command: ['bench/baselines/plain-worker.ts', redis.url, peers.nylasUrl, peers.modelUrl(0), '50'],
    env: {},
    ready: /ready/,
    dir,
  });
  const scale = options.quick ? 0.3 : 1;
  const run: Record<keyof WindowsByKind, (count: number) => Promise<Window>> = {
    reply: (count) => workOff(place, worker, { kind: 'reply', count }),
    plain: (count) => workOffPlainly(place, plain, count),
    long: (count) => workOff(place, worker, { kind: 'long', count }),
    park: (count) => workOff(place, worker, { kind: 'park', count }),
    skip: (count) => workOff(place, worker, { kind: 'skip', count }),
    burst: (count) => workOff(place, worker, { kind: 'reply', count, perThread: 10 }),
  };
  const kinds = ['reply', 'plain', 'long', 'park', 'skip', 'burst'] as const;
  const windows: WindowsByKind = { reply: [], long: [], park: [], skip: [], burst: [], plain: [] };
  for (const kind of kinds) await run[kind](Math.round(COUNT[kind] * 0.5)); // warm: what is compiled late, connections
  for (let round = 0; round < (options.quick ? 2 : 5); round++) {
    for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
      windows[kind].push(await run[kind](Math.round(COUNT[kind] * scale)));
    }
  }
  return windows;
}
