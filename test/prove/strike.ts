import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { BLOCK_FILE } from './block-loop.ts';
import type { FaultKind, PlannedFault } from './faults.ts';
import type { Actor } from './processes.ts';
import type { Stage } from './stage.ts';

/** Until then a new process may not have its handler for signals. */
const GROWN_MS = 5000;
/** A new process needs about so long until it works, before the next of a deploy is told to stop. */
const START_MS = 2000;

/** Carries out the faults of a plan, each at its time; resolves when all are over, with how often each kind happened. */
export async function strike(
  stage: Stage,
  faults: readonly PlannedFault[],
): Promise<Partial<Record<FaultKind, number>>> {
  const began = performance.now();
  const counts: Partial<Record<FaultKind, number>> = {};
  const busy = new Set<Actor>();
  const underWay: Promise<void>[] = [];
  for (const fault of faults) {
    const wait = fault.atMs - (performance.now() - began);
    if (wait > 0) await sleep(wait);
    const grownMs = fault.kind === 'worker with a blocked event loop' ? GROWN_MS : 0;
    const actor = await freeOne(candidates(stage, fault.kind), fault, busy, grownMs);
    counts[fault.kind] = (counts[fault.kind] ?? 0) + 1;
    const done = carryOut(stage, fault, actor, busy).finally(() => busy.delete(actor));
    underWay.push(done);
  }
  await Promise.all(underWay);
  return counts;
}

function candidates({ workers, servers, redisServer }: Stage, kind: FaultKind): readonly Actor[] {
  switch (kind) {
    case 'kill -9 of Redis':
    case 'Redis hanging':
      return [redisServer];
    case 'kill -9 of a server':
    case 'server stopped for a moment':
      return servers;
    case 'kill -9 of a worker':
    case 'worker stopped past its lease':
    case 'worker with a blocked event loop':
    case 'worker stopped for a moment':
    case 'deploy under load':
      return workers;
  }
}

/** The chosen process, or the next one that no other fault has in its hands; waits for one. */
async function freeOne(
  actors: readonly Actor[],
  { pick }: PlannedFault,
  busy: Set<Actor>,
  grownMs: number,
): Promise<Actor> {
  const first = Math.floor(pick * actors.length);
  for (;;) {
    const free = actors
      .map((_, at) => actors[(first + at) % actors.length])
      .filter((actor) => actor !== undefined && actor.pid !== undefined && !busy.has(actor))
      .find((actor) => performance.now() - (actor?.bornMs ?? 0) >= grownMs);
    if (free) {
      busy.add(free);
      return free;
    }
    await sleep(50);
  }
}

async function carryOut(stage: Stage, fault: PlannedFault, actor: Actor, busy: Set<Actor>): Promise<void> {
  switch (fault.kind) {
    case 'kill -9 of a worker':
    case 'kill -9 of a server':
    case 'kill -9 of Redis':
      return restart(actor, 'SIGKILL', fault.forMs);
    case 'worker stopped past its lease':
    case 'worker stopped for a moment':
    case 'server stopped for a moment':
    case 'Redis hanging':
      actor.signal('SIGSTOP');
      await sleep(fault.forMs);
      actor.signal('SIGCONT');
      return;
    case 'worker with a blocked event loop':
      await writeFile(`${stage.folder}/${BLOCK_FILE}`, String(fault.forMs));
      actor.signal('SIGUSR2');
      return sleep(fault.forMs);
    case 'deploy under load':
      return deploy(stage, actor, busy);
  }
}

async function restart(actor: Actor, signal: 'SIGKILL' | 'SIGTERM', downMs: number): Promise<void> {
  actor.signal(signal);
  await actor.ended();
  await sleep(downMs);
  actor.start();
}

/** Replaces one process after the other, as a rolling deploy does: SIGTERM, wait for its end, start. */
async function deploy(stage: Stage, first: Actor, busy: Set<Actor>): Promise<void> {
  await restart(first, 'SIGTERM', 0);
  for (const actor of [...stage.servers, ...stage.workers]) {
    if (actor === first) continue;
    await sleep(START_MS);
    while (busy.has(actor) || actor.pid === undefined) await sleep(50);
    busy.add(actor);
    await restart(actor, 'SIGTERM', 0).finally(() => busy.delete(actor));
  }
}
