import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const KEPT_LINES = 25;
const KILL_AFTER_MS = 15_000;

export type Child = {
  /** Resolves with the last lines it printed when it ends by itself or is stopped. */
  ended: Promise<{ lines: string[]; code: number | null }>;
  /** SIGTERM, then SIGKILL after 15 s; resolves when it is gone. */
  stop(): Promise<void>;
  kill(): void;
};

/**
 * Starts a Node process that ends with us, however we end: its preload stops it when the channel to us breaks.
 * It has a process group of its own, so that Ctrl-C reaches us alone and it is stopped in order.
 */
export function startChild(
  args: string[],
  options: { cwd: string; env: Record<string, string>; show: boolean },
): Child {
  const preload = new URL('end-with-parent.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', preload, ...args], {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const lines: string[] = [];
  const keep = (line: string) => {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    if (options.show) process.stderr.write(`${line}\n`);
  };
  readLines(child.stdout, keep);
  readLines(child.stderr, keep);
  const ended = endOf(child).then((code) => ({ lines, code }));
  return {
    ended,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      await ended;
      clearTimeout(timer);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

function readLines(stream: Readable | null, keep: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', keep);
}

async function endOf(child: ChildProcess): Promise<number | null> {
  // `close` comes after the last output, also when the process could not be started at all.
  child.on('error', () => {});
  await once(child, 'close');
  return child.exitCode;
}
