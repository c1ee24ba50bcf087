import { Redis } from 'ioredis';
import { keysOf, queuePrefixOf } from '#store/keys.ts';
import { preparePlace } from '#store/private-redis-place.ts';
import { startWorld, until, type World } from '../helpers/world.ts';
import { type Life, wrongInTheEnd } from './lives.ts';
import { forkMortal, type Mortal } from './mortal.ts';

/** Where a worker dies of SIGKILL: before or after the nth effect of that name in a life. */
export type Cut = { effect: string; nth: number; when: 'before' | 'after' };
/** How a life ended whose worker died there; `wrong` is empty when it ended right. */
export type Row = Cut & { life: string; died: boolean; wrong: string[]; tookMs: number };

/** A row as a line of a table. */
export function lineOf({ life, effect, nth, when, died, wrong, tookMs }: Row): string {
  const end = wrong.length > 0 ? wrong.join(', ') : died ? 'right' : 'right, and it never came there';
  return [life.padEnd(36), when.padEnd(7), `${effect} ${nth}`.padEnd(24), `${tookMs} ms`.padEnd(9), end].join(
    ' ',
  );
}

const LEASE_MS = 1000;
const END_MS = 30_000;

/**
 * Plays each life once whole, to learn its effects, and then once for each chosen cut: the real worker process is killed
 * there, the next one takes over when the lease has run out, and the life has to end right. Each worker that takes over
 * is the one that dies next.
 */
export async function killAtEffects(options: {
  lives: readonly Life[];
  choose: (cuts: Cut[], life: string) => Cut[];
  tell?: (row: Row) => void;
}): Promise<Row[]> {
  const rows: Row[] = [];
  const env = { LEASE_MS: String(LEASE_MS), SWEEP_SECONDS: '3600' };
  await using world = await startWorld({ roles: ['server'], env });
  await using workers = await startLine(world);
  await using stage = watchStage(world);
  const [first] = options.lives;
  // a worker loads much at its first message, and may lose its lease over it
  if (first) await playWhole(world, workers, stage, first);
  for (const life of options.lives) {
    const effects = await playWhole(world, workers, stage, life);
    for (const cut of options.choose(cutsOf(effects), life.name)) {
      const row = { ...cut, life: life.name, ...(await playCut(world, workers, stage, life, cut)) };
      rows.push(row);
      options.tell?.(row);
    }
  }
  return rows;
}

/** Both sides of the first two effects of each name; what waits does the same again and again. */
function cutsOf(effects: readonly string[]): Cut[] {
  return effects.flatMap((effect, at) => {
    const nth = effects.slice(0, at + 1).filter((name) => name === effect).length;
    return nth > 2 ? [] : (['before', 'after'] as const).map((when) => ({ effect, nth, when }));
  });
}

type Line = AsyncDisposable & {
  readonly now: Mortal;
  /** The next one takes over. */
  next(): Promise<void>;
};

/** Workers, one after the other; one more stands by with its modules loaded. */
async function startLine(world: World): Promise<Line> {
  let now = forkMortal(world.env);
  let spare = forkMortal(world.env);
  await now.begin();
  return {
    get now() {
      return now;
    },
    async next() {
      now = spare;
      await now.begin();
      spare = forkMortal(world.env);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([now[Symbol.asyncDispose](), spare[Symbol.asyncDispose]()]);
    },
  };
}

type Stage = AsyncDisposable & {
  /** What is still waiting or being worked, by its key. */
  left(): Promise<string[]>;
};

function watchStage(world: World): Stage {
  const redis = new Redis(preparePlace(world.dataDir).socketPath);
  const { pend } = keysOf(0);
  const queue = `${queuePrefixOf(0)}:wake`;
  return {
    async left() {
      const jobs = [await redis.llen(`${queue}:wait`), await redis.llen(`${queue}:active`)];
      const counts = {
        pend: await redis.zcard(pend),
        wait: jobs[0],
        active: jobs[1],
        delayed: await redis.zcard(`${queue}:delayed`),
      };
      return Object.entries(counts).flatMap(([name, count]) => (count === 0 ? [] : [`${count} in ${name}`]));
    },
    async [Symbol.asyncDispose]() {
      redis.disconnect();
    },
  };
}

/** Lets it happen while nothing is claimed, so that all of it is there when the worker begins. */
async function happen(world: World, worker: Mortal, life: Awaited<ReturnType<Life['begin']>>, cut?: Cut) {
  await worker.hold();
  await life.happens();
  await until(async () => {
    const { json } = await world.sandbox.control('GET', '/sandbox/deliveries');
    return json.data.every(({ status }: { status: string }) => status !== 'pending') || undefined;
  }, 'the webhooks to be delivered');
  if (cut) await worker.order({ ...cut, does: 'die' });
  await worker.letGo();
}

async function endOf(stage: Stage, wrong: () => Promise<string[]>): Promise<string[]> {
  const all = async () => [...(await wrong()), ...(await stage.left())];
  return wrongInTheEnd(all, END_MS);
}

async function playWhole(world: World, workers: Line, stage: Stage, life: Life): Promise<string[]> {
  const begun = await life.begin(world);
  await endOf(stage, async () => []);
  await happen(world, workers.now, begun);
  const wrong = await endOf(stage, () => begun.wrong());
  if (wrong.length > 0) throw new Error(`${life.name} without a crash: ${wrong.join(', ')}`);
  await world.sandbox.control('DELETE', '/sandbox/faults');
  return [...workers.now.effects];
}

async function playCut(world: World, workers: Line, stage: Stage, life: Life, cut: Cut) {
  const startedMs = performance.now();
  const begun = await life.begin(world);
  await endOf(stage, async () => []);
  await happen(world, workers.now, begun, cut);
  const over = endOf(stage, () => begun.wrong()).then(() => 'lived' as const);
  await Promise.race([workers.now.ended, over]);
  // what it was about to do may come between the end and this question
  const died = await workers.now.disarm().then(
    () => false,
    async () => (await workers.now.ended) === 'SIGKILL',
  );
  if (died) await workers.next();
  const wrong = await endOf(stage, () => begun.wrong());
  await world.sandbox.control('DELETE', '/sandbox/faults');
  return { died, wrong, tookMs: Math.round(performance.now() - startedMs) };
}
