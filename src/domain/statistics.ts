/** Where a rate truly lies, with the confidence that was asked for; both ends within 0..1. */
export type Interval = { low: number; high: number };

/** The normal quantile of a two-sided 95 % interval. */
const Z_95 = 1.959964;

/**
 * Wilson's score interval of a rate seen as `count` of `of` (Wilson 1927). It holds also for few cases and for rates at
 * 0 or 1; its lower end is what can be relied on. Of no cases nothing is known: 0 to 1.
 */
export function wilson(count: number, of: number, z = Z_95): Interval {
  if (of <= 0) return { low: 0, high: 1 };
  const rate = count / of;
  const square = z * z;
  const middle = rate + square / (2 * of);
  const reach = z * Math.sqrt((rate * (1 - rate)) / of + square / (4 * of * of));
  const low = count === 0 ? 0 : (middle - reach) / (1 + square / of);
  const high = count === of ? 1 : (middle + reach) / (1 + square / of);
  return { low: Math.max(0, low), high: Math.min(1, high) };
}

/**
 * McNemar's exact test, two-sided: the probability that as uneven a split of `better` and `worse` pairs comes about by
 * chance, when both sides are equally good. Pairs that agree say nothing. 1 where nothing differs.
 */
export function mcnemar(better: number, worse: number): number {
  const pairs = better + worse;
  if (pairs === 0) return 1;
  let tail = 0;
  for (let k = 0; k <= Math.min(better, worse); k++) tail += Math.exp(logChoose(pairs, k) - pairs * Math.LN2);
  return Math.min(1, 2 * tail);
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log(n - k + i) - Math.log(i);
  return sum;
}

/** The value below which a share `q` (0..1) of the values lies, by nearest rank; undefined without values. */
export function quantile(values: readonly number[], q: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}

/** Answers given with nearly the same confidence: how sure they were on average, and how often they were right. */
export type Bin = { from: number; to: number; count: number; confidence: number; accuracy: number };

/**
 * How far confidence can be believed: bins of equal width over 0..1 (empty ones left out), and the expected calibration
 * error, the mean distance between confidence and accuracy weighted by count (Naeini et al. 2015).
 */
export function calibration(
  answers: readonly { confidence: number; right: boolean }[],
  bins = 10,
): { bins: Bin[]; ece: number } {
  const filled: Bin[] = [];
  let distance = 0;
  for (let at = 0; at < bins; at++) {
    const inside = answers.filter(
      ({ confidence }) => Math.min(bins - 1, Math.max(0, Math.floor(confidence * bins))) === at,
    );
    const count = inside.length;
    if (count === 0) continue;
    const confidence = inside.reduce((sum, answer) => sum + answer.confidence, 0) / count;
    const accuracy = inside.filter(({ right }) => right).length / count;
    distance += count * Math.abs(confidence - accuracy);
    filled.push({ from: at / bins, to: (at + 1) / bins, count, confidence, accuracy });
  }
  return { bins: filled, ece: answers.length === 0 ? 0 : distance / answers.length };
}
