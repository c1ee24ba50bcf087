import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Config } from './config.ts';
import { SetupError } from './errors.ts';
import { makeFolder } from '#store/make-folder.ts';

/** The bearer token of `/api` that a client on this machine uses: `API_TOKEN`, else the one kept in DATA_DIR. */
export function knownApiToken(config: Pick<Config, 'apiToken' | 'dataDir'>): string | undefined {
  if (config.apiToken !== undefined) return config.apiToken;
  try {
    return readFileSync(tokenFile(config.dataDir), 'utf8').trim() || undefined;
  } catch {
    return undefined; // no server has made one yet
  }
}

/**
 * The bearer token of `/api` for the server: `API_TOKEN`, else the one kept in `DATA_DIR/api-token`, else a new one,
 * kept there for the command line and the next start (mode 0600). `made` says that it is new and wants printing.
 * Two processes that start at once get the same token.
 */
export function apiToken(config: Pick<Config, 'apiToken' | 'dataDir'>): { token: string; made: boolean } {
  const known = knownApiToken(config);
  if (known !== undefined) return { token: known, made: false };
  const token = randomBytes(24).toString('base64url');
  const file = tokenFile(config.dataDir);
  try {
    keep(token, file);
    return { token, made: true };
  } catch (cause) {
    const other = knownApiToken(config);
    if (other !== undefined) return { token: other, made: false };
    throw new SetupError(`cannot keep the API token in ${file}; make DATA_DIR writable, or set API_TOKEN`, {
      cause,
    });
  }
}

/** Throws when the file is there already: the first token stands. */
function keep(token: string, file: string): void {
  makeFolder(dirname(file));
  const own = `${file}.${process.pid}`;
  writeFileSync(own, `${token}\n`, { mode: 0o600 });
  try {
    linkSync(own, file); // appears with its content, and only once
  } finally {
    rmSync(own, { force: true });
  }
}

function tokenFile(dataDir: string): string {
  return join(dataDir, 'api-token');
}
