import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A process of the campaign that is started again after each death, always in the same way. */
export type Actor = {
  name: string;
  /** How often it was started. */
  lives: number;
  /** Its process id; undefined while it is down. */
  pid: number | undefined;
  start(): void;
  /** Sends a signal, if it runs. */
  signal(signal: NodeJS.Signals): boolean;
  /** Resolves when the present life has ended. */
  ended(): Promise<void>;
};

/** An end nobody asked for, with the last line it wrote: a fault of the process itself. */
export type OwnEnd = { name: string; code: number | null; signal: NodeJS.Signals | null; said: string };

export type Actors = {
  create(name: string, command: string, args: readonly string[], env?: Record<string, string>): Actor;
  /** Ends that no signal of the campaign caused. */
  ownEnds: OwnEnd[];
  /** Starts that were given up because Redis was away all the while, as they should be; started again half a second later. */
  startsGivenUp(): number;
  /** Kills whatever still runs. */
  killAll(): Promise<void>;
};

const RESTART_MS = 500;
/** What a process says that found no Redis for five seconds after its start. */
const WITHOUT_REDIS = /^inreply: Redis at \S+ does not answer/;

/** Processes whose output goes to files in `folder`, one a name. None outlives this one, unless it is killed itself. */
export function createActors(folder: string): Actors {
  const children = new Set<ChildProcess>();
  const ownEnds: OwnEnd[] = [];
  const logOf = (name: string) => join(folder, `${name}.log`);
  let givenUp = 0;
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
      const said = readFileSync(logOf(name), 'utf8').trimEnd().split('\n').at(-1) ?? '';
      if (failed && WITHOUT_REDIS.test(said)) givenUp++;
      else if (!ending || failed) ownEnds.push({ name, code, signal, said });
      // as a supervisor would; a kill -9 of the campaign starts it itself
      if (!ending && !closing) setTimeout(() => actor.start(), RESTART_MS);
    };
    const actor: Actor = {
      name,
      lives: 0,
      pid: undefined,
      start() {
        if (actor.pid !== undefined) return;
        const log = openSync(logOf(name), 'a');
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
    startsGivenUp: () => givenUp,
    async killAll() {
      process.off('exit', killChildren);
      killChildren();
      await Promise.all([...children].map((child) => once(child, 'exit')));
    },
  };
}
