import type { Bound, Tries } from '#store/tries.ts';

const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;

/** Beyond so many wrong passwords for an account within an hour, strangers get one try in `slowMs`. */
export const slowAfter = 30;
const slowMs = 5_000;

/** Who tries: from where, for which account, and by which browser, when that signed in to this account before. */
export type Trier = { address: string; account: string; browser: string | undefined };

/** A try that was taken, and may be given back when it was right. */
export type Taken = { waitMs: number; bounds: Bound[]; isFirst: boolean };

/**
 * Takes a try of the API token: ten a minute from one address.
 */
export async function takeTokenTry(tries: Tries, address: string): Promise<Taken> {
  const bounds = [{ name: 'token', of: address, limit: 10, windowMs: MINUTE_MS }];
  const { waitMs, counts } = await tries.take(bounds);
  return { waitMs, bounds, isFirst: counts[0] === 1 };
}

/** Takes a try to start at the provider, so that nobody fills Redis with starts. */
export async function takeStart(tries: Tries, address: string): Promise<Taken> {
  const bounds = [{ name: 'start', of: address, limit: 60, windowMs: MINUTE_MS }];
  const { waitMs } = await tries.take(bounds);
  return { waitMs, bounds, isFirst: false };
}

/**
 * Takes a try of a password.
 *
 * - An address gets ten wrong ones for one account and thirty in all, within a quarter of an hour.
 * - An account never locks: others' wrong tries only make strangers wait for their turn, wherever they come from.
 * - A browser that signed in to the account before has ten of its own, whatever others do (OWASP, "Device Cookies").
 *
 * `isFirst` marks the few that are worth a line of the audit stream, however many follow.
 */
export async function takePasswordTry(tries: Tries, { address, account, browser }: Trier): Promise<Taken> {
  if (browser !== undefined) {
    const own = [{ name: 'browser', of: browser, limit: 10, windowMs: QUARTER_MS }];
    const { waitMs, counts } = await tries.take(own);
    return { waitMs, bounds: own, isFirst: counts[0] === 1 };
  }
  const near = [
    { name: 'pair', of: `${address} ${account}`, limit: 10, windowMs: QUARTER_MS },
    { name: 'address', of: address, limit: 30, windowMs: QUARTER_MS },
  ];
  const first = await tries.take(near);
  if (first.waitMs > 0) return { waitMs: first.waitMs, bounds: near, isFirst: false };
  const ofAccount = { name: 'account', of: account, limit: Infinity, windowMs: 60 * MINUTE_MS };
  const {
    counts: [count = 0],
  } = await tries.take([ofAccount]);
  const bounds = [...near, ofAccount];
  const isFirst = count === 1 || count === slowAfter + 1;
  if (count <= slowAfter) return { waitMs: 0, bounds, isFirst };
  const { waitMs } = await tries.take([{ name: 'turn', of: account, limit: 1, windowMs: slowMs }]);
  if (waitMs > 0) await tries.giveBack(bounds); // it was not tried
  return { waitMs, bounds, isFirst };
}
