import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Holds for how many milliseconds to block. */
export const BLOCK_FILE = 'block-ms';

/** Is there once a process can be blocked; before, the signal would end it. */
export const blockableFile = (pid: number): string => `blockable-${pid}`;

const folder = process.env['PROVE_FOLDER'];

/** Loaded into each process before its own code: SIGUSR2 blocks its event loop, as a long computation would. */
if (folder !== undefined) {
  process.on('SIGUSR2', () => {
    const ms = Number(readFileSync(join(folder, BLOCK_FILE), 'utf8'));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  });
  writeFileSync(join(folder, blockableFile(process.pid)), '');
}
