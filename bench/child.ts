import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const START_MS = 30_000;
const STOP_MS = 15_000;
/** Of the counters in /proc; Linux shows hundredths of a second to programs whatever its own clock is. */
const TICKS_PER_SECOND = 100;

/** A measured process; its output goes to a file, so that reading it costs nobody anything. */
export type Child = AsyncDisposable & {
  name: string;
  pid: number;
  /** What its output said when it was ready. */
  ready: RegExpExecArray;
  /** From its spawn to the sight of that output, in milliseconds. */
  readyMs: number;
  output(): string;
  /** User and system time so far, in seconds. */
  cpuSeconds(): number;
  memory(): { rssBytes: number; peakBytes: number };
  /** Holds it (SIGSTOP) and lets it go on (SIGCONT), so that work can be laid out before its clock runs. */
  hold(): void;
  release(): void;
  /** Sends a message over the channel of a child started with `channel`, and gives the answer. */
  ask(question: string): Promise<unknown>;
};

export type ChildOptions = {
  name: string;
  /** Script and its arguments, from the root of the project. */
  command: readonly string[];
  nodeOptions?: readonly string[];
  env: Readonly<Record<string, string>>;
  ready: RegExp;
  /** Where its output file goes. */
  dir: string;
  channel?: boolean;
};

/** Starts a Node process and waits until its output says that it is ready. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, command, nodeOptions = [], env, ready, dir, channel = false } = options;
  const file = join(dir, `${name}.log`);
  const log = openSync(file, 'w');
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...nodeOptions, ...command], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', log, log, ...(channel ? (['ipc'] as const) : [])],
  });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} could not be started`);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);

  const output = () => readFileSync(file, 'utf8');
  const said = await untilReady(child, { name, output, ready }).catch((error: unknown) => {
    kill();
    throw error;
  });
  return {
    name,
    pid,
    ready: said,
    readyMs: performance.now() - startedAt,
    output,
    cpuSeconds: () => cpuSecondsOf(pid),
    memory: () => memoryOf(pid),
    hold: () => child.kill('SIGSTOP'),
    release: () => child.kill('SIGCONT'),
    ask(question) {
      return new Promise((answered) => {
        child.once('message', answered);
        child.send(question);
      });
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', kill);
      await stop(child);
    },
  };
}

async function untilReady(
  child: ChildProcess,
  { name, output, ready }: { name: string; output: () => string; ready: RegExp },
): Promise<RegExpExecArray> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const found = ready.exec(output());
    if (found) return found;
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      throw new Error(`${name} did not become ready; it said:\n${output().slice(-4000)}`);
    }
    await wait(5);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(timer);
}

/** From /proc (Linux): all threads of the process, none of its children. */
function cpuSecondsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // the name in brackets may hold blanks; utime and stime are fields 14 and 15 of proc(5)
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function memoryOf(pid: number): { rssBytes: number; peakBytes: number } {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024;
  return { rssBytes: bytes('VmRSS'), peakBytes: bytes('VmHWM') };
}
