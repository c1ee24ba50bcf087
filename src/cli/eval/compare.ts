import { mcnemar } from '#domain/statistics.ts';

/** What a comparison needs of one case of one side; a case may have several runs. */
export type Compared = {
  id: string;
  outcome: string;
  reasons: string[];
  /** Whether what is compared came out as expected; null where the case expects nothing of it. */
  right: Record<'decision' | 'pass', boolean | null>;
};

/** A case whose outcome differs between the sides. */
export type Flip = { id: string; from: string; to: string; because: string; better: boolean | null };

/** How often one side was right where the other was wrong, and how likely so uneven a split is by chance alone. */
export type Delta = { what: 'decision' | 'pass'; of: number; better: number; worse: number; p: number };

export type Comparison = { flips: Flip[]; deltas: Delta[]; onlyBefore: string[]; onlyAfter: string[] };

/** Compares the sides case by case; of repeats, what most runs came to. Cases that one side lacks are named. */
export function compare(before: readonly Compared[], after: readonly Compared[]): Comparison {
  const first = mostOf(before);
  const second = mostOf(after);
  const pairs = [...first].flatMap(([id, from]) => {
    const to = second.get(id);
    return to === undefined ? [] : [{ id, from, to }];
  });
  return {
    flips: pairs
      .filter(({ from, to }) => from.outcome !== to.outcome)
      .map(({ id, from, to }) => ({
        id,
        from: from.outcome,
        to: to.outcome,
        because: whyOf(from, to).join(', '),
        better: changeOf(from.right.decision, to.right.decision),
      })),
    deltas: (['decision', 'pass'] as const).map((what) => deltaOf(what, pairs)),
    onlyBefore: [...first.keys()].filter((id) => !second.has(id)),
    onlyAfter: [...second.keys()].filter((id) => !first.has(id)),
  };
}

/** A reply needs no reason; what kept the other side from one does. */
function whyOf(from: Compared, to: Compared): string[] {
  const [first, second] = to.outcome === 'reply' ? [from, to] : [to, from];
  return first.reasons.length > 0 ? first.reasons : second.reasons;
}

/** The probability with three decimals, for a sentence. */
export function chanceText(p: number): string {
  const shown = p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
  return `${shown}, ${p < 0.05 ? 'hardly by chance' : 'may be chance'}`;
}

function changeOf(from: boolean | null, to: boolean | null): boolean | null {
  return from === null || to === null || from === to ? null : to;
}

function deltaOf(what: Delta['what'], pairs: readonly { from: Compared; to: Compared }[]): Delta {
  const both = pairs.filter(({ from, to }) => from.right[what] !== null && to.right[what] !== null);
  const changes = both.map(({ from, to }) => changeOf(from.right[what], to.right[what]));
  const better = changes.filter((change) => change === true).length;
  const worse = changes.filter((change) => change === false).length;
  return { what, of: both.length, better, worse, p: mcnemar(better, worse) };
}

/** One entry a case. Right is what most of its runs are; a tie is not right. */
function mostOf(all: readonly Compared[]): Map<string, Compared> {
  const cases = Map.groupBy(all, ({ id }) => id);
  return new Map(
    [...cases].map(([id, runs]) => {
      const outcomes = [...Map.groupBy(runs, ({ outcome }) => outcome)].toSorted(
        ([, a], [, b]) => b.length - a.length,
      );
      const [usual] = outcomes[0]?.[1] ?? [];
      const right = (what: Delta['what']) => {
        const judged = runs.filter((run) => run.right[what] !== null);
        return judged.length === 0
          ? null
          : judged.filter((run) => run.right[what]).length * 2 > judged.length;
      };
      return [
        id,
        {
          id,
          outcome: usual?.outcome ?? '',
          reasons: usual?.reasons ?? [],
          right: { decision: right('decision'), pass: right('pass') },
        },
      ];
    }),
  );
}
