import { Job } from 'bullmq';
import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { loadConfig } from '../../src/config.ts';
import { createContext } from '../../src/context.ts';
import { startWorker } from '../../src/start-worker.ts';
import { type Through, wakeUpEffects, withEffects } from '../redis/workers/effects.ts';
import type { Order, Report } from './mortal.ts';

/**
 * The real worker, which does to itself at one of its effects what its parent ordered: dies of SIGKILL, stops, or blocks
 * its event loop. It loads everything at once and begins on the message `begin`, so that a spare one stands by.
 */
let order: Order | undefined;
let reached = 0;
let held: PromiseWithResolvers<void> | undefined;

const tell = (report: Report) => void process.send?.(report);

process.on('message', (message: Order | { kind: 'disarm' | 'hold' | 'let go' }) => {
  if (message.kind === 'hold') held = Promise.withResolvers();
  else if (message.kind === 'let go') held?.resolve();
  else {
    order = message.kind === 'order' ? message : undefined;
    reached = 0;
  }
  tell({ kind: 'heard' });
});

const through: Through = async (name, run) => {
  if (name === 'claim') await held?.promise;
  const mine = order?.effect === name && ++reached === order.nth ? order : undefined;
  tell({ kind: 'effect', name });
  if (mine?.when === 'before') carryOut(mine);
  const [ended] = await Promise.allSettled([run()]);
  if (mine?.when === 'after') carryOut(mine);
  if (ended.status === 'rejected') throw ended.reason;
  return ended.value;
};

function carryOut({ does, blocksMs }: Order): void {
  order = undefined;
  if (does === 'die') process.kill(process.pid, 'SIGKILL');
  if (does === 'stop') process.kill(process.pid, 'SIGSTOP');
  if (does === 'block') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blocksMs ?? 0);
  tell({ kind: 'survived' });
}

/** What becomes of the wake-up is BullMQ's to write, after the thread actor is done. */
function watchJobs(): void {
  for (const method of ['moveToCompleted', 'moveToDelayed'] as const) {
    const original = Reflect.get(Job.prototype, method) as (...args: unknown[]) => Promise<unknown>;
    Reflect.set(Job.prototype, method, function watched(this: Job, ...args: unknown[]) {
      return through(wakeUpEffects[method], () => original.apply(this, args));
    });
  }
}

const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
process.on('disconnect', () => process.exit(1));
flushCompileCache(); // it will not end in the way in which that is written by itself
tell({ kind: 'loaded' });
await once(process, 'message');
watchJobs();
await using stack = new AsyncDisposableStack();
const context = await createContext(loadConfig(process.env, 'worker'), stack);
await startWorker(context, stack, stop.signal, (deps) => withEffects(deps, through));
tell({ kind: 'begun' });
await once(stop.signal, 'abort');
process.disconnect();
