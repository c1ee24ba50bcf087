import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Loaded into each process before its own code: SIGUSR2 blocks its event loop, as a long computation would, for the
 * milliseconds that stand in the file.
 */
export const BLOCK_FILE = 'block-ms';

const folder = process.env['PROVE_FOLDER'];
if (folder !== undefined) {
  process.on('SIGUSR2', () => {
    const ms = Number(readFileSync(join(folder, BLOCK_FILE), 'utf8'));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  });
}
