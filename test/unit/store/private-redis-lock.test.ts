import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bornAt, isAlive, lockHolder, takeLock } from '#store/private-redis-lock.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const me = { pid: process.pid, born: bornAt(process.pid) };
const dead = { pid: process.pid, born: 'in another life' };

describe('the lock of a data folder', () => {
  it('is held by one at a time, and free once released', () => {
    const taken = takeLock(dir);
    expect(taken).toMatchObject({ before: undefined });
    expect(takeLock(dir)).toEqual({ holder: me });
    expect(lockHolder(dir)).toEqual(me);
    if (taken !== undefined && 'lock' in taken) taken.lock.release();
    expect(lockHolder(dir)).toBeUndefined();
    expect(takeLock(dir)).toMatchObject({ before: { released: true } });
  });

  it('tells the next holder what a dead one has left running', () => {
    writeFileSync(join(dir, 'lock.7'), JSON.stringify({ ...dead, server: { pid: 1, born: 'x' } }));
    expect(takeLock(dir)).toMatchObject({ before: { server: { pid: 1 } } });
    expect(readdirSync(dir)).toEqual(['lock.8']);
  });

  it('is taken over from a holder whose id belongs to another process now, and from one that wrote nonsense', () => {
    writeFileSync(join(dir, 'lock.1'), JSON.stringify(dead));
    expect(takeLock(dir)).toHaveProperty('lock');
    writeFileSync(join(dir, 'lock.9'), 'nonsense');
    expect(takeLock(dir)).toMatchObject({ before: undefined });
    expect(readdirSync(dir)).toEqual(['lock.10']);
  });

  it('records what its holder runs', () => {
    const taken = takeLock(dir);
    if (taken !== undefined && 'lock' in taken) taken.lock.note({ pid: 5, born: 'y' });
    expect(lockHolder(dir)).toEqual({ ...me, server: { pid: 5, born: 'y' } });
  });
});

describe('a process', () => {
  it('is told from a later one with the same id, and from a dead one', async () => {
    const child = spawn('/bin/sleep', ['60']);
    const living = { pid: child.pid ?? 0, born: bornAt(child.pid ?? 0) ?? '' };
    expect(isAlive(living)).toBe(true);
    expect(isAlive({ ...living, born: '0' })).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(living)).toBe(false);
  });
});
