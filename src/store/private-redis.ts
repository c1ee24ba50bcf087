import { setTimeout as wait } from 'node:timers/promises';
import { messageOf, SetupError } from '#errors.ts';
import { isAlive, lockHolder, takeLock, type Lock, type Owner } from './private-redis-lock.ts';
import { preparePlace, type Place } from './private-redis-place.ts';
import { findRedisServer, launchServer, pingServer, type Server } from './private-redis-server.ts';

/** A Redis of our own. `owner`: this process runs it; else another of ours does, until it goes. */
export type PrivateRedis = AsyncDisposable & { readonly socketPath: string; readonly owner: boolean };

/** `lost`: it went away and is being brought back · `failed`: that did not work, and is tried again. */
export type PrivateRedisEvent = { kind: 'started' | 'adopted' | 'lost' | 'failed'; detail: string };

type Options = {
  dataDir: string;
  onEvent?: (event: PrivateRedisEvent) => void;
  /** Stands in for PATH. */
  path?: string;
};

const POLL_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
const GIVE_UP_MS = 30_000;
const ORPHAN_MS = 5_000;
// A holder can die between making its child and noting it in the lock.
const TAKE_OVER_MS = 250;

/**
 * Runs a private Redis (or Valkey) from PATH under `dataDir/redis`, on a unix socket only its owner can open.
 *
 * - Any number of processes may start on one folder, in any order and at once: one runs it, the others use it.
 * - It ends with the process that runs it, even on kill -9; another one then brings it back, with its data and on the
 *   same socket, within a second. So does the owner when Redis itself dies. Clients lose a connection and reconnect.
 * - No binary, an unusable folder, a Redis that does not start: SetupError that says what to do.
 */
export async function startPrivateRedis({ dataDir, onEvent, path }: Options): Promise<PrivateRedis> {
  const stopping = new AbortController();
  const share = createShare(preparePlace(dataDir), path, (event) => onEvent?.(event));
  try {
    await share.ensure(stopping.signal);
  } catch (error) {
    await share.letGo();
    throw error;
  }
  const supervising = supervise(share, stopping.signal, (event) => onEvent?.(event));
  return {
    socketPath: share.socketPath,
    get owner() {
      return share.isOwner();
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await supervising;
      await share.letGo();
    },
  };
}

type Tell = (event: PrivateRedisEvent) => void;
type Share = ReturnType<typeof createShare>;

/** This process's part in the Redis of a folder: it runs it, or uses the one that another runs. */
function createShare(place: Place, path: string | undefined, tell: Tell) {
  let lock: Lock | undefined;
  let server: Server | undefined;

  async function run(held: Lock, before: Owner | undefined): Promise<void> {
    lock = held;
    const binary = findRedisServer(path);
    if (binary === undefined) {
      throw new SetupError(
        'no redis-server on PATH: apt-get install redis-server / brew install redis / docker compose up, or set REDIS_URL',
      );
    }
    await endOf(before);
    server = await launchServer(binary, place, (child) => held.note(child));
    tell({ kind: 'started', detail: `${binary} on ${place.socketPath}` });
  }

  return {
    socketPath: place.socketPath,
    isOwner: () => lock !== undefined,

    /** Resolves when a Redis answers on the socket, ours or another's, or when aborted. */
    async ensure(signal: AbortSignal): Promise<void> {
      if (lock !== undefined && !signal.aborted) return run(lock, undefined);
      const started = Date.now();
      while (!signal.aborted) {
        const state = await pingServer(place.socketPath);
        const holder = lockHolder(place.dir);
        // One whose owner is dead is about to go; to build on it would only mean to lose it.
        if (state === 'ready' && (holder !== undefined || Date.now() - started > ORPHAN_MS)) {
          tell({ kind: 'adopted', detail: `run by process ${holder?.pid ?? 'unknown'}` });
          return;
        }
        const taken = state === 'down' ? takeLock(place.dir) : undefined;
        if (taken !== undefined && 'lock' in taken) return run(taken.lock, taken.before);
        if (state === 'down' && Date.now() - started > GIVE_UP_MS) throw heldFault(place, holder);
        await wait(25);
      }
    },

    /** Resolves when the Redis we use is no longer there, or when aborted. */
    async gone(signal: AbortSignal): Promise<void> {
      if (server !== undefined) {
        await Promise.race([server.exited, aborted(signal)]);
        return;
      }
      while (!signal.aborted && (await pingServer(place.socketPath)) !== 'down') await pause(POLL_MS, signal);
    },

    async letGo(): Promise<void> {
      await server?.stop();
      server = undefined;
      lock?.release();
      lock = undefined;
    },
  };
}

async function supervise(share: Share, signal: AbortSignal, tell: Tell): Promise<void> {
  for (;;) {
    await share.gone(signal);
    if (signal.aborted) return;
    tell({ kind: 'lost', detail: 'the private Redis went away; bringing it back' });
    for (let failures = 0; ; failures++) {
      try {
        await share.ensure(signal);
        break;
      } catch (error) {
        tell({ kind: 'failed', detail: messageOf(error) });
        await pause(Math.min(LONGEST_PAUSE_MS, POLL_MS * 2 ** failures), signal);
      }
    }
  }
}

function heldFault({ dir }: Place, holder: Owner | undefined): SetupError {
  return new SetupError(
    `process ${holder?.pid ?? 'unknown'} holds ${dir} but no Redis answers there; stop it, or set another DATA_DIR`,
  );
}

/** Waits until nothing of a dead holder is left that could still write to the folder. */
async function endOf(before: Owner | undefined): Promise<void> {
  if (before === undefined || before.released === true) return;
  await wait(TAKE_OVER_MS);
  while (before.server !== undefined && isAlive(before.server)) await wait(10);
}

/** Ends early when aborted. Holds no process up. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal, ref: false }).catch(() => {});
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
