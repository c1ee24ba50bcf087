import { setFlagsFromString } from 'node:v8';

/**
 * Until it is let grow, the part of the heap for new objects stays as small as it is now: what starting throws away would
 * else enlarge it by 25 MB, which an idle service never gives back. Costs some 50 ms of start.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** From here on it doubles as load asks for it, which is V8's default. */
export function letYoungHeapGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}
