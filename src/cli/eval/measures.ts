import { addCost, type Cost, noCost } from '#domain/decision.ts';
import { calibration, quantile } from '#domain/statistics.ts';
import { groundedIn } from './grounded.ts';
import { closeness } from './closeness.ts';
import type { Check } from './judge.ts';
import type { Bar, Rate } from './rates.ts';
import type { CaseRun } from './run.ts';

/** A run with what its case made of it. */
export type Judged = CaseRun & { checks: Check[] };

/**
 * What is measured, in the order it is shown: what must not happen comes first. A title starts with the name that `--bar`
 * takes; `low` says that less is better.
 */
export const measureNames = {
  missed: { title: 'missed (sent past a person)', low: true },
  unwanted: { title: 'unwanted (answered for nothing)', low: true },
  silent: { title: 'silent (nobody answers)', low: true },
  decision: { title: 'decision right', low: false },
  unneeded: { title: 'unneeded reviews', low: true },
  category: { title: 'category right', low: false },
  groundedness: { title: 'groundedness (of what was sent)', low: false },
  grounded_drafts: { title: 'grounded_drafts (of all drafts)', low: false },
  text: { title: 'text as expected', low: false },
  reasons: { title: 'reasons as expected', low: false },
  cost: { title: 'cost as expected', low: false },
  pass: { title: 'pass (all as expected)', low: false },
  pass_all: { title: 'pass_all (in every repeat)', low: false },
  fault: { title: 'fault (no outcome)', low: true },
} as const;
export type MeasureName = keyof typeof measureNames;

export type Measures = {
  rates: (Rate & { measure: MeasureName })[];
  /** What was expected → what came → ids. */
  decisions: Record<string, Record<string, string[]>>;
  categories: Record<string, Record<string, string[]>>;
  /** Reason code of a review that nobody expected → ids. */
  unneededBecause: Record<string, string[]>;
  calibration: ReturnType<typeof calibration> & { of: number };
  cost: Cost & { runs: number };
  /** By step; milliseconds. */
  latency: Record<string, { count: number; p50: number; p95: number }>;
  refusals: string[];
  /** How near drafts come to what people sent instead, 0..1 on average. */
  closeness: { of: number; mean: number };
};

/** Measures judged runs (docs/evals.md says what each measure means). Runs that lack a recording must not be among them. */
export function measure(runs: readonly Judged[], bars: ReadonlyMap<string, Bar>): Measures {
  return {
    rates: ratesOf(runs)
      .filter(isOfUse(bars))
      .map((one) => ({ ...one, bar: bars.get(one.measure) })),
    decisions: confusion(
      runs,
      ({ one }) => one.expect.decision?.join(' or ') ?? 'not said',
      (run) => run.outcome ?? 'no outcome',
    ),
    categories: confusion(
      runs,
      ({ one }) => one.expect.category?.join(' or '),
      ({ result }) => result?.account.category ?? 'not classified',
    ),
    unneededBecause: reasonsOf(runs.filter(isUnneeded)),
    calibration: calibrationOf(runs),
    cost: costOf(runs),
    latency: latencyOf(runs),
    closeness: closenessOf(runs),
    refusals: idsOf(runs.filter(({ result }) => codesOf(result).includes('model_refused'))),
  };
}

type NamedRate = Rate & { measure: MeasureName };
type Test = (run: Judged) => boolean;

/** A rate over the runs it is about; `counts` says which of them it counts. */
function rate(name: MeasureName, runs: readonly Judged[], counts: Test): NamedRate {
  const counted = runs.filter(counts);
  const { title, low } = measureNames[name];
  const against = low ? counted : runs.filter((run) => !counts(run));
  const cases = new Set(runs.map(({ one }) => one.id)).size;
  return {
    measure: name,
    name: title,
    count: counted.length,
    of: runs.length,
    cases,
    failing: idsOf(against),
  };
}

const expects = (run: Judged, ...all: string[]) =>
  run.one.expect.decision?.some((one) => all.includes(one)) ?? false;
const isDecided = (run: Judged) => run.one.expect.decision !== undefined;
const isSent: Test = ({ outcome }) => outcome === 'reply';
const isUnneeded: Test = (run) =>
  isDecided(run) &&
  !expects(run, 'review', 'escalate') &&
  expects(run, 'reply') &&
  (run.outcome === 'review' || run.outcome === 'escalate');
const isRight: Test = ({ checks }) => checks.length > 0 && checks.every(({ right }) => right);

function ratesOf(runs: readonly Judged[]): NamedRate[] {
  const person = runs.filter((run) => expects(run, 'review', 'escalate') && !expects(run, 'reply'));
  const nobody = runs.filter((run) => isDecided(run) && !expects(run, 'reply', 'review', 'escalate'));
  const somebody = runs.filter((run) => isDecided(run) && !expects(run, 'skip'));
  const replies = runs.filter((run) => expects(run, 'reply') && !expects(run, 'review', 'escalate'));
  const checked = (what: Check['what']) => {
    const about = runs.filter(({ checks }) => checks.some((check) => check.what === what));
    return rate(what, about, ({ checks }) => checks.every((check) => check.what !== what || check.right));
  };
  const judged = runs.filter(({ checks }) => checks.length > 0);
  return [
    rate('missed', person, isSent),
    rate('unwanted', nobody, isSent),
    rate('silent', somebody, ({ outcome }) => outcome === 'skip'),
    checked('decision'),
    rate('unneeded', replies, isUnneeded),
    checked('category'),
    groundednessOf('groundedness', runs.filter(isSent)),
    groundednessOf('grounded_drafts', runs),
    checked('text'),
    checked('reasons'),
    checked('cost'),
    rate('pass', judged, isRight),
    passAllOf(judged),
    rate('fault', runs, ({ outcome }) => outcome === null),
  ];
}

/** A rate of no cases is shown only where a bar asks for it; repeats only where there are some. */
function isOfUse(bars: ReadonlyMap<string, Bar>) {
  return (one: NamedRate): boolean =>
    bars.has(one.measure) || (one.of > 0 && (one.measure !== 'fault' || one.count > 0));
}

function groundednessOf(name: 'groundedness' | 'grounded_drafts', runs: readonly Judged[]): NamedRate {
  const drafts = runs.flatMap((run) => {
    const found = groundedIn(run.result);
    return found === undefined || found.factual === 0 ? [] : [{ id: run.one.id, ...found }];
  });
  return {
    measure: name,
    name: measureNames[name].title,
    count: drafts.reduce((sum, { supported }) => sum + supported, 0),
    of: drafts.reduce((sum, { factual }) => sum + factual, 0),
    cases: new Set(drafts.map(({ id }) => id)).size,
    failing: [...new Set(drafts.filter(({ supported, factual }) => supported < factual).map(({ id }) => id))],
  };
}

/** pass^K: a case counts when each of its repeats is right. Without repeats there is nothing to say beyond `pass`. */
function passAllOf(judged: readonly Judged[]): NamedRate {
  const cases = [...Map.groupBy(judged, ({ one }) => one.id)].filter(([, all]) => all.length > 1);
  const failing = cases.filter(([, all]) => !all.every(isRight)).map(([id]) => id);
  const name = measureNames.pass_all.title;
  return { measure: 'pass_all', name, count: cases.length - failing.length, of: cases.length, failing };
}

function confusion(
  runs: readonly Judged[],
  wantedOf: (run: Judged) => string | undefined,
  gotOf: (run: Judged) => string,
): Record<string, Record<string, string[]>> {
  const cells: Record<string, Record<string, string[]>> = {};
  for (const run of runs) {
    const wanted = wantedOf(run);
    if (wanted !== undefined) add((cells[wanted] ??= {}), gotOf(run), run.one.id);
  }
  return cells;
}

function reasonsOf(runs: readonly Judged[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { one, result } of runs) {
    for (const code of new Set(codesOf(result))) if (code !== 'category_reply') add(found, code, one.id);
  }
  return Object.fromEntries(Object.entries(found).toSorted(([, a], [, b]) => b.length - a.length));
}

function add(all: Record<string, string[]>, key: string, id: string): void {
  const ids = (all[key] ??= []);
  if (!ids.includes(id)) ids.push(id);
}

function codesOf(result: CaseRun['result']): string[] {
  return (result?.account.reasons ?? []).map(({ code }) => code);
}

function calibrationOf(runs: readonly Judged[]): Measures['calibration'] {
  const answers = runs.flatMap(({ result, checks }) => {
    const category = checks.find(({ what }) => what === 'category');
    const confidence = result?.account.confidence;
    return category && typeof confidence === 'number' ? [{ confidence, right: category.right }] : [];
  });
  return { ...calibration(answers), of: answers.length };
}

/** The account of a run has money beside tokens; where it came to no end, its answers say what was spent. */
function costOf(runs: readonly Judged[]): Measures['cost'] {
  const costs = runs.flatMap(({ result, calls }) =>
    result ? [result.account.cost] : calls.map(({ cost }) => cost),
  );
  return { runs: runs.length, ...costs.reduce(addCost, noCost) };
}

function closenessOf(runs: readonly Judged[]): Measures['closeness'] {
  const all = runs.flatMap(({ one, result }) => {
    const { reference } = one.expect;
    return reference === undefined || result === undefined ? [] : [closeness(result.body, reference)];
  });
  return { of: all.length, mean: all.length === 0 ? 0 : all.reduce((sum, one) => sum + one, 0) / all.length };
}

function latencyOf(runs: readonly Judged[]): Measures['latency'] {
  const steps = Map.groupBy(
    runs.flatMap(({ calls }) => calls),
    ({ name }) => name,
  );
  return Object.fromEntries(
    [...steps].map(([name, calls]) => {
      const times = calls.map(({ ms }) => ms);
      return [name, { count: times.length, p50: quantile(times, 0.5) ?? 0, p95: quantile(times, 0.95) ?? 0 }];
    }),
  );
}

function idsOf(runs: readonly Judged[]): string[] {
  return [...new Set(runs.map(({ one }) => one.id))];
}
