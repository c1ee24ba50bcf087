/** How often something went well. */
export type Tally = { good: number; all: number };

const HALVINGS = 50;

/**
 * The share of good ones that is reached at least, with this one-sided confidence: the lower limit of Clopper and Pearson
 * (Biometrika 26, 1934). It is exact, and never promises more than it holds, also close to 1, where Wilson's score bound,
 * taken on one side, holds less often than it says (Cai, J. Statist. Plann. Inference 131, 2005). 0 without any.
 */
export function lowerBound({ good, all }: Tally, confidence: number): number {
  if (good <= 0) return 0;
  // the share at which so many good ones or more would come up just so rarely
  return bisect((share) => atLeast(good, all, share) < 1 - confidence);
}

/** The share that is not passed, with this one-sided confidence; 1 without any. */
export function upperBound({ good, all }: Tally, confidence: number): number {
  return 1 - lowerBound({ good: all - good, all }, confidence);
}

/** How many more good ones in a row take the lower bound to the bar; undefined when `most` are not enough. */
export function stillNeeded(
  { good, all }: Tally,
  bar: number,
  confidence: number,
  most: number,
): number | undefined {
  const reaches = (more: number) => lowerBound({ good: good + more, all: all + more }, confidence) >= bar;
  if (!reaches(most)) return undefined;
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The largest share between 0 and 1 for which it holds, when it holds for all smaller ones. */
function bisect(holds: (share: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** P(X ≥ k) for a binomial X, from logarithms, so that no power runs out of range. */
function atLeast(k: number, n: number, share: number): number {
  let logTerm = n * Math.log1p(-share);
  let below = 0;
  for (let i = 0; i < k; i++) {
    below += Math.exp(logTerm);
    logTerm += Math.log((n - i) / (i + 1)) + Math.log(share) - Math.log1p(-share);
  }
  return 1 - below;
}
