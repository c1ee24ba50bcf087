import { spawnSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';

/** Where and when something was measured. */
export type Occasion = { command: string; date: string; machine: string; load: string };

/** Read before the first window: the load is that of others. */
export function occasionOf(args: readonly string[], now: Date): Occasion {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  const redis = ['redis-server', 'valkey-server']
    .map((name) => spawnSync(name, ['--version'], { encoding: 'utf8' }).stdout)
    .find((text) => typeof text === 'string');
  const version = /v=([\d.]+)/.exec(redis ?? '')?.[1] ?? 'unknown';
  return {
    command: ['npm run bench --', ...args].join(' '),
    date: now.toISOString().slice(0, 16).replace('T', ' ').concat(' UTC'),
    machine: `${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}, ${gigabytes} GB, Linux ${release()}, Node ${process.versions.node}, Redis ${version}`,
    load: loadavg()
      .map((value) => value.toFixed(1))
      .join(' '),
  };
}
