import type { Clock } from '#domain/ports.ts';
import { abandoned, allows, answered, asked, type Breaker, closed, failed } from './breaker.ts';

/** A model at a server, as people know it. */
export type Place = { model: string; server: string };

/** The breakers of all models that this process asks. */
export type Breakers = {
  allows(place: Place, hasOther: boolean): ReturnType<typeof allows>;
  asked(place: Place): void;
  answered(place: Place): void;
  abandoned(place: Place): void;
  failed(place: Place, retryAfterMs: number | undefined): void;
  /** Those that are taken for away now. */
  open(): Place[];
};

/** `onChange` is told when a model is taken for away, and when it answers again. */
export function createBreakers(
  now: Clock,
  onChange: (change: Place & { away: boolean }) => void = () => undefined,
): Breakers {
  const all = new Map<string, { place: Place; breaker: Breaker }>();
  const nameOf = ({ model, server }: Place) => `${model} at ${server}`;
  const get = (place: Place) => all.get(nameOf(place))?.breaker ?? closed;
  const set = (place: Place, next: Breaker) => {
    const before = get(place);
    if (next === closed) all.delete(nameOf(place));
    else all.set(nameOf(place), { place, breaker: next });
    if (before.state !== next.state) onChange({ ...place, away: next.state === 'open' });
  };
  return {
    allows: (place, hasOther) => allows(get(place), { nowMs: now(), hasOther }),
    asked: (place) => set(place, asked(get(place))),
    answered: (place) => set(place, answered()),
    abandoned: (place) => set(place, abandoned(get(place))),
    failed: (place, retryAfterMs) => set(place, failed(get(place), now(), retryAfterMs)),
    open: () => [...all.values()].flatMap(({ place, breaker }) => (breaker.state === 'open' ? [place] : [])),
  };
}
