import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A process of the campaign that is started again after each death, always in the same way. */
export type Actor = {
  name: string;
  /** How often it was started. */
  lives: number;
  /** Its process id; undefined while it is down. */
  pid: number | undefined;
  /** When the present life began, on the clock of `performance.now`. */
  bornMs: number;
  start(): void;
  /** Sends a signal, if it runs. */
  signal(signal: NodeJS.Signals): boolean;
  /** Resolves when the present life has ended. */
  ended(): Promise<void>;
};

/** An end nobody asked for: a fault of the process itself. */
export type OwnEnd = { name: string; code: number | null; signal: NodeJS.Signals | null };

export type Actors = {
  create(name: string, command: string, args: readonly string[], env?: Record<string, string>): Actor;
  /** Ends that no signal of the campaign caused. */
  ownEnds: OwnEnd[];
  /** Kills whatever still runs. */
  killAll(): Promise<void>;
};

const RESTART_MS = 500;

/** Processes whose output goes to files in `folder`, one a name. None outlives this one, unless it is killed itself. */
export function createActors(folder: string): Actors {
  const children = new Set<ChildProcess>();
  const ownEnds: OwnEnd[] = [];
  let closing = false;
  const killChildren = () => {
    closing = true;
    for (const child of children) child.kill('SIGKILL');
  };
  process.on('exit', killChildren);

  function create(
    name: string,
    command: string,
    args: readonly string[],
    env: Record<string, string> = {},
  ): Actor {
    let child: ChildProcess | undefined;
    let ending = false;
    let end: Promise<unknown> = Promise.resolve();
    const noteEnd = async (life: ChildProcess) => {
      await once(life, 'exit');
      const { exitCode: code, signalCode: signal } = life;
      children.delete(life);
      if (child === life) actor.pid = undefined;
      const failed = signal === null && code !== 0;
      if (!ending || failed) ownEnds.push({ name, code, signal });
      // as a supervisor would; a kill -9 of the campaign starts it itself
      if (!ending && !closing) setTimeout(() => actor.start(), RESTART_MS);
    };
    const actor: Actor = {
      name,
      lives: 0,
      pid: undefined,
      bornMs: 0,
      start() {
        if (actor.pid !== undefined) return;
        const log = openSync(join(folder, `${name}.log`), 'a');
        const life = spawn(command, args, {
          // away from any .env file
          cwd: tmpdir(),
          env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
          stdio: ['ignore', log, log],
        });
        closeSync(log);
        child = life;
        ending = false;
        actor.lives++;
        actor.bornMs = performance.now();
        actor.pid = life.pid;
        children.add(life);
        end = noteEnd(life);
      },
      signal(signal) {
        if (actor.pid === undefined || !child) return false;
        ending ||= signal === 'SIGKILL' || signal === 'SIGTERM';
        return child.kill(signal);
      },
      async ended() {
        await end;
      },
    };
    return actor;
  }

  return {
    create,
    ownEnds,
    async killAll() {
      process.off('exit', killChildren);
      killChildren();
      await Promise.all([...children].map((child) => once(child, 'exit')));
    },
  };
}
