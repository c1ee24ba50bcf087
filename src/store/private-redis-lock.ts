import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';

/** A process that cannot be mistaken for a later one with the same id. */
const Process = z.object({ pid: z.number(), born: z.string() });
export type Process = z.infer<typeof Process>;

const Owner = Process.extend({
  /** What the owner runs; it may outlive its owner for a moment. */
  server: Process.optional(),
  released: z.boolean().optional(),
});
export type Owner = z.infer<typeof Owner>;

export type Lock = {
  /** Records what the holder runs, for whoever takes the lock over after its death. */
  note(server: Process): void;
  release(): void;
};

/**
 * Takes the lock of a folder, or tells who holds it. `before` is the holder before us, dead or done.
 *
 * A lock is a file `lock.<n>`, made with its content in one step and only once (link(2) fails when it exists). The
 * highest n counts; a dead holder's is overtaken by making n+1, never by removing n, so that two processes that find
 * the same dead holder cannot both get it. Undefined: another process was faster; look again.
 */
export function takeLock(
  dir: string,
): { lock: Lock; before: Owner | undefined } | { holder: Owner } | undefined {
  const last = highest(dir);
  const before = last === 0 ? undefined : readOwner(fileOf(dir, last));
  if (before !== undefined && before.released !== true && isAlive(before)) return { holder: before };

  const mine = last + 1;
  const me: Owner = { pid: process.pid, born: bornAt(process.pid) ?? '' };
  const own = join(dir, `new-lock.${randomBytes(6).toString('hex')}`);
  writeFileSync(own, JSON.stringify(me), { mode: 0o600 });
  try {
    linkSync(own, fileOf(dir, mine));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
  if (highest(dir) > mine) {
    rmSync(fileOf(dir, mine), { force: true }); // we slept while it went on to others, and n was tidied away
    return undefined;
  }
  for (const n of numbers(dir)) if (n < mine) rmSync(fileOf(dir, n), { force: true });
  return { lock: lockOf(fileOf(dir, mine), me), before };
}

/** Who holds the lock of a folder and is alive. */
export function lockHolder(dir: string): Owner | undefined {
  const last = highest(dir);
  const owner = last === 0 ? undefined : readOwner(fileOf(dir, last));
  return owner !== undefined && owner.released !== true && isAlive(owner) ? owner : undefined;
}

/** True while that very process runs; a zombie does not. */
export function isAlive({ pid, born }: Process): boolean {
  return bornAt(pid) === born;
}

/** When a running process was started, in the system's own words; undefined when there is none. */
export function bornAt(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return fields === undefined || /[ZX]/.test(fields[0] ?? '') ? undefined : fields[19];
  } catch {
    return process.platform === 'linux' ? undefined : bornByPs(pid);
  }
}

function bornByPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined; // ps ends with 1 when there is no such process
  }
}

function lockOf(file: string, me: Owner): Lock {
  const rewrite = (owner: Owner) => {
    writeFileSync(`${file}.new`, JSON.stringify(owner), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return {
    note: (server) => {
      rewrite({ ...me, server });
    },
    release: () => {
      rewrite({ ...me, released: true });
    },
  };
}

/** Undefined for a file that is gone or not ours to understand; its holder is then taken for dead. */
function readOwner(file: string): Owner | undefined {
  try {
    return Owner.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

function highest(dir: string): number {
  return Math.max(0, ...numbers(dir));
}

function numbers(dir: string): number[] {
  return readdirSync(dir).flatMap((name) => /^lock\.(\d+)$/.exec(name)?.slice(1).map(Number) ?? []);
}

function fileOf(dir: string, n: number): string {
  return join(dir, `lock.${n}`);
}
