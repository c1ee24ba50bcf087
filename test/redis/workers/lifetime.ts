import { AsyncLocalStorage } from 'node:async_hooks';
import { TransientError } from '#errors.ts';
import { Fenced } from '#store/lease.ts';
import type { Through } from './effects.ts';

/**
 * What happens at effect number `at`, or the first of that name: the life ends before or after it; or it has its effect
 * and the answer gets `lost`; or, for a write to Redis, it comes `twice`, as a command does that a broken connection repeats.
 */
export type Cut = { at: number | string; when: 'before' | 'after' | 'lost' | 'twice' };

/** The connection to Redis broke while a write was under way. */
export class ReplyLost extends Error {
  override name = 'ReplyLost';
}

/** The lives of workers, seen from their effects. */
export type Lifetime = {
  /** Every effect on the world in order: calls of Nylas and the model, writes to Redis. */
  effects: string[];
  /** The next life ends there; then nothing it tries has any effect, until `died` is taken back. */
  cut: Cut | undefined;
  /** Happens once, just before effect number `at` of a life. */
  meanwhile: { at: number; happens: () => Promise<void> } | undefined;
  died: boolean;
  through: Through;
  /** Of lives at once, waits until it is the turn of the one that asks. */
  turn(): Promise<void>;
  /** Lives at once, which go on by one effect each time it is their turn; `order` says whose. */
  together(lives: readonly (() => Promise<unknown>)[], order: readonly number[]): Promise<void>;
};

export function createLifetime(): Lifetime {
  const turns = new AsyncLocalStorage<Turns>();

  const interrupted = async () => {
    const { meanwhile, effects, cut } = life;
    if (meanwhile?.at !== effects.length) return;
    Object.assign(life, { meanwhile: undefined, effects: [], cut: undefined });
    await meanwhile.happens();
    Object.assign(life, { effects, cut });
  };
  const dead = () => {
    life.died = true;
    return new Fenced('this life is over');
  };

  const life: Lifetime = {
    effects: [],
    cut: undefined,
    meanwhile: undefined,
    died: false,

    turn: async () => turns.getStore()?.wait(),

    /** Every effect goes through here. */
    async through(name, run) {
      await life.turn();
      if (life.died) throw dead();
      life.effects.push(name);
      await interrupted();
      const here = life.cut?.at === name || life.cut?.at === life.effects.length;
      const when = here ? life.cut?.when : undefined;
      if (when === 'before') throw dead();
      if (when === 'twice' && isWrite(name)) await run();
      const [ended] = await Promise.allSettled([run()]);
      if (when === 'after') throw dead();
      if (when === 'lost' && name !== 'send')
        throw isWrite(name) ? new ReplyLost() : new TransientError('lost');
      if (ended.status === 'rejected') throw ended.reason;
      return ended.value;
    },

    async together(lives, order) {
      const all = lives.map(() => createTurn());
      const runs = lives.map((run, at) => turns.run(all[at]!, run).finally(() => all[at]?.end()));
      for (let at = 0; all.some((turn) => !turn.ended); at++) {
        const wanted = all[(order[at] ?? at) % all.length];
        await (wanted?.ended === false ? wanted : all.find((turn) => !turn.ended))?.take();
      }
      await Promise.all(runs);
    },
  };
  return life;
}

/** By its name (effects.ts): questions to the model begin with `ask`, calls of Nylas are as in `nylas/`. */
const isWrite = (name: string) => name !== 'send' && !name.startsWith('ask ') && !/[A-Z]/.test(name);

type Turns = { wait(): Promise<void> };

/** One of several lives that take turns. */
function createTurn() {
  const waiting: (() => void)[] = [];
  let arrived = Promise.withResolvers<void>();
  const turn = {
    ended: false,
    /** Waits until it is this life's turn. */
    wait: () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve);
        arrived.resolve();
      }),
    /** Lets it go on until it waits again or has ended. */
    async take(): Promise<void> {
      await arrived.promise;
      if (turn.ended) return;
      arrived = Promise.withResolvers<void>();
      waiting.shift()?.();
      if (waiting.length > 0) arrived.resolve();
      await arrived.promise;
    },
    end() {
      turn.ended = true;
      arrived.resolve();
    },
  };
  return turn;
}
