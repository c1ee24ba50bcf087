import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { BLOCK_FILE, blockableFile } from './block-loop.ts';
import type { FaultKind, PlannedFault } from './faults.ts';
import type { Actor } from './processes.ts';
import type { Stage } from './stage.ts';

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
    const isReady = readyFor(stage, fault.kind);
    const actor = await freeOne(
      candidates(stage, fault.kind),
      fault,
      (one) => !busy.has(one) && isReady(one),
    );
    busy.add(actor);
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

/** A process that runs, and that the signal of the fault will not end. */
function readyFor({ folder }: Stage, kind: FaultKind): (actor: Actor) => boolean {
  return ({ pid }) =>
    pid !== undefined &&
    (kind !== 'worker with a blocked event loop' || existsSync(`${folder}/${blockableFile(pid)}`));
}

/** The chosen process, or the next one that will do; waits for one. */
async function freeOne(
  actors: readonly Actor[],
  { pick }: PlannedFault,
  willDo: (actor: Actor) => boolean,
): Promise<Actor> {
  const first = Math.floor(pick * actors.length);
  for (;;) {
    const inTurn = [...actors.slice(first), ...actors.slice(0, first)];
    const free = inTurn.find(willDo);
    if (free) return free;
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
