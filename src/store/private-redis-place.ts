import { createHash } from 'node:crypto';
import { lstatSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf, SetupError } from '#errors.ts';
import { makeFolder } from './make-folder.ts';

/** Where a private Redis lives: its data, and the socket it listens on. */
export type Place = { dir: string; socketPath: string };

/** Makes the folders, for their owner only. The same folder gives the same socket, however its path is written. */
export function preparePlace(dataDir: string): Place {
  try {
    const wanted = join(dataDir, 'redis');
    makeFolder(wanted);
    const dir = realpathSync(wanted);
    return { dir, socketPath: join(socketFolder(dir), 'r.sock') };
  } catch (cause) {
    if (cause instanceof SetupError) throw cause;
    throw new SetupError(
      `cannot use DATA_DIR ${dataDir}: ${messageOf(cause)}; make it writable, or set another`,
      {
        cause,
      },
    );
  }
}

/** The folder itself, unless the path of the socket would be too long (104 bytes with the closing NUL on macOS). */
function socketFolder(dir: string): string {
  if (Buffer.byteLength(join(dir, 'r.sock')) <= 100) return dir;
  const short = join(tmpdir(), `inreply-${createHash('sha256').update(dir).digest('hex').slice(0, 16)}`);
  makeFolder(short);
  const found = lstatSync(short);
  const ours = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
  if (!ours) throw new SetupError(`${short} belongs to somebody else; set DATA_DIR to a shorter path`);
  return short;
}
