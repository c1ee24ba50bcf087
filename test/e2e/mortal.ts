import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { until } from '../helpers/world.ts';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/inreply', import.meta.url));
const PROGRAM = fileURLToPath(new URL('mortal-worker.ts', import.meta.url));

/** At the `nth` effect of that name from now on, before or after it, the worker does this to itself. */
export type Order = {
  kind: 'order';
  effect: string;
  nth: number;
  when: 'before' | 'after';
  does: 'die' | 'stop' | 'block';
  blocksMs?: number;
};

/** What a worker tells its parent. `survived`: it goes on after it was stopped or had blocked. */
export type Report =
  | { kind: 'loaded' | 'begun' | 'heard' | 'survived' }
  /** It is about to have this effect. */
  | { kind: 'effect'; name: string };

/** A worker process that dies on order (`mortal-worker.ts`). */
export type Mortal = AsyncDisposable & {
  child: ChildProcess;
  /** The effects since it was last held. */
  effects: string[];
  /** Lets it take work, once it is loaded; resolves when it does. */
  begin(): Promise<void>;
  order(order: Omit<Order, 'kind' | 'nth'> & { nth?: number }): Promise<void>;
  disarm(): Promise<void>;
  /** Nothing is claimed until `letGo`. */
  hold(): Promise<void>;
  letGo(): Promise<void>;
  /** Resolves with the signal or code it ended with. */
  ended: Promise<NodeJS.Signals | number | null>;
  survived(): Promise<void>;
  output(): string;
};

/** Forks one; it loads its modules at once and waits for `begin`. */
export function forkMortal(env: Record<string, string>): Mortal {
  const child = fork(PROGRAM, {
    cwd: tmpdir(),
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      // The one of the service (src/main.ts): most of what they take to start is compiling.
      NODE_COMPILE_CACHE: CACHE,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  }
  const ended = once(child, 'exit').then(([code, signal]) => signal ?? code);
  const seen = { loaded: 0, begun: 0, heard: 0, survived: 0 };
  const effects: string[] = [];
  child.on('message', (report: Report) => {
    if (report.kind === 'effect') effects.push(report.name);
    else seen[report.kind]++;
  });
  const told = (kind: keyof typeof seen, times: number) =>
    until(async () => {
      if (seen[kind] >= times) return true;
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it has ended:\n${text}`);
      return undefined;
    }, `a worker to say ${kind}; it said:\n${text}`).then(() => undefined);
  const ask = async (message: object) => {
    const times = seen.heard + 1;
    child.send(message, () => {}); // to one that has ended, see below
    await told('heard', times);
  };
  return {
    child,
    effects,
    ended,
    output: () => text,
    async begin() {
      await told('loaded', 1);
      child.send({ kind: 'disarm' }, () => {});
      await told('begun', 1);
    },
    order: (order) => ask({ kind: 'order', nth: 1, ...order }),
    disarm: () => ask({ kind: 'disarm' }),
    async hold() {
      effects.length = 0;
      await ask({ kind: 'hold' });
    },
    letGo: () => ask({ kind: 'let go' }),
    survived: () => told('survived', 1),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
