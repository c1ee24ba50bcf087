import type { CaseRun } from '#cli/eval/run.ts';
import { calibration } from '#domain/statistics.ts';
import type { Rate } from './measure.ts';

/** What the classify step said of a labelled mail; without an answer `category` is undefined. */
export type Sorted = {
  id: string;
  label: string;
  category: string | undefined;
  confidence: number;
  needsReply: boolean;
};

/** What a run says; a mail that a guard stopped was not classified. */
export function sortedFrom({ one, result }: CaseRun, label: string): Sorted {
  const seen = result?.account.classification ?? undefined;
  return {
    id: one.id,
    label,
    category: seen?.category,
    confidence: seen?.confidence ?? 0,
    needsReply: seen?.needs_reply ?? false,
  };
}

/** The mean over labels of the harmonic mean of precision and recall; `none` counts as a label where it is one. */
export function macroF1(sorted: readonly Pick<Sorted, 'label' | 'category'>[]): number {
  const labels = [...new Set(sorted.map(({ label }) => label))];
  const scores = labels.map((label) => {
    const hits = sorted.filter((one) => one.label === label && one.category === label).length;
    const named = sorted.filter(({ category }) => category === label).length;
    const meant = sorted.filter((one) => one.label === label).length;
    return hits === 0 ? 0 : (2 * hits) / (named + meant);
  });
  return scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

type Test = (one: Sorted) => boolean;

function rate(name: string, among: readonly Sorted[], counts: Test): Rate {
  const failing = among.filter((one) => !counts(one)).map(({ id }) => id);
  return { name, count: among.length - failing.length, of: among.length, failing };
}

/** Below this the agent's fallback decides, as if no category fitted. */
const CONFIDENT = 0.8;

const isRight: Test = ({ label, category }) => label === category;
const isSure: Test = ({ category, confidence }) =>
  category !== undefined && category !== 'none' && confidence >= CONFIDENT;
const asks: Test = ({ label }) => label === 'asks';

/** Rates and notes of one set. */
export function measureSet(name: string, sorted: readonly Sorted[]): { rates: Rate[]; notes: string[] } {
  if (name === 'asks') return measureAsks(sorted);
  const inside = sorted.filter(({ label }) => label !== 'none');
  const outside = sorted.filter(({ label }) => label === 'none');
  const { ece } = calibration(sorted.map((one) => ({ confidence: one.confidence, right: isRight(one) })));
  return {
    rates: [
      rate(`${name}: right`, inside, isRight),
      rate(`${name}: right, of the sure ones`, inside.filter(isSure), isRight),
      ...(outside.length === 0
        ? []
        : [
            rate(`${name}: out of scope seen`, outside, isRight),
            rate(`${name}: out of scope not acted on`, outside, (one) => !isSure(one)),
          ]),
    ],
    notes: [
      `${name}: macro-F1 ${macroF1(sorted).toFixed(3)}, expected calibration error ${ece.toFixed(3)}, ${sorted.length} mails`,
    ],
  };
}

function measureAsks(sorted: readonly Sorted[]): { rates: Rate[]; notes: string[] } {
  return {
    rates: [
      rate('asks: found (recall)', sorted.filter(asks), ({ needsReply }) => needsReply),
      rate(
        'asks: rightly (precision)',
        sorted.filter(({ needsReply }) => needsReply),
        asks,
      ),
    ],
    notes: [`asks: ${sorted.length} sentences`],
  };
}
