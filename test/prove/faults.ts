import { createRandom } from './random.ts';

/** A fault of a process. The kinds that begin with `kill` are kill -9, followed by a new start. */
export type FaultKind =
  | 'kill -9 of a worker'
  | 'kill -9 of a server'
  | 'kill -9 of Redis'
  | 'worker stopped past its lease'
  | 'worker with a blocked event loop'
  | 'worker stopped for a moment'
  | 'server stopped for a moment'
  | 'Redis hanging'
  | 'deploy under load';

/** A fault at a time after the start; `pick` (0..1) chooses the process, `forMs` is how long it is down or stopped. */
export type PlannedFault = { atMs: number; kind: FaultKind; pick: number; forMs: number };

type Spread = {
  kind: FaultKind;
  /** How often for each kill -9 of the campaign, and how often at least. */
  share: number;
  atLeast: number;
  /** How long it lasts, from and to, in milliseconds; `leases` more of them. */
  ms: readonly [number, number];
  leases?: number;
};

const kills: readonly Spread[] = [
  { kind: 'kill -9 of Redis', share: 0.06, atLeast: 1, ms: [100, 1500] },
  { kind: 'kill -9 of a server', share: 0.26, atLeast: 1, ms: [0, 600] },
];
const workerKill: Spread = { kind: 'kill -9 of a worker', share: 1, atLeast: 0, ms: [0, 600] };
const others: readonly Spread[] = [
  { kind: 'worker stopped past its lease', share: 0.12, atLeast: 2, ms: [200, 3000], leases: 1 },
  { kind: 'worker with a blocked event loop', share: 0.08, atLeast: 2, ms: [200, 3000], leases: 1 },
  { kind: 'worker stopped for a moment', share: 0.08, atLeast: 2, ms: [100, 1200] },
  { kind: 'server stopped for a moment', share: 0.08, atLeast: 2, ms: [100, 2000] },
  { kind: 'Redis hanging', share: 0.04, atLeast: 1, ms: [500, 3500] },
  { kind: 'deploy under load', share: 0.02, atLeast: 1, ms: [0, 0] },
];

/** The faults of a campaign in the order of their time: `kills` times kill -9 in all, and the others beside them. */
export function planFaults(plan: {
  seed: number;
  kills: number;
  lengthMs: number;
  leaseMs: number;
}): PlannedFault[] {
  if (plan.kills === 0) return [];
  const random = createRandom(plan.seed ^ 0x5eed);
  const spreads = [...kills, ...others].map((spread) => ({
    ...spread,
    count: Math.max(spread.atLeast, Math.round(plan.kills * spread.share)),
  }));
  const killed = spreads.slice(0, kills.length).reduce((sum, { count }) => sum + count, 0);
  spreads.push({ ...workerKill, count: Math.max(0, plan.kills - killed) });
  return spreads
    .flatMap(({ kind, count, ms, leases = 0 }) =>
      Array.from({ length: count }, () => ({
        atMs: random.next() * plan.lengthMs,
        kind,
        pick: random.next(),
        forMs: random.whole(...ms) + leases * plan.leaseMs,
      })),
    )
    .toSorted((a, b) => a.atMs - b.atMs);
}
