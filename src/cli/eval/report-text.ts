import { indented, paint, printable, table, type Terminal } from '#cli/terminal.ts';
import { chanceText, type Comparison, type Delta } from './compare.ts';
import type { Judged, Measures } from './measures.ts';
import { ratesText } from './rates.ts';
import type { EvalReport, SideReport } from './report.ts';

const WIDTH = 100;
const MOST_IDS = 8;
const MOST_FAILURES = 40;

/** The report for a person, at most 100 columns wide; what must not happen stands first. */
export function reportText(report: EvalReport, terminal: Pick<Terminal, 'color'>): string {
  const head = (text: string) => `\n${paint(terminal, 'bold', text)}`;
  const { cases, path, repeat, answers, sides, comparison } = report;
  const times = repeat === 1 ? '' : `, ${repeat} times each`;
  const title = `${cases} ${cases === 1 ? 'case' : 'cases'} of ${path}${times}, answers ${answers}`;
  return [
    title,
    ...sides.flatMap((side) => sideText(side, sides.length > 1, head, terminal)),
    ...(comparison ? comparisonText(comparison, head, terminal) : []),
  ].join('\n');
}

type Head = (text: string) => string;

function sideText(
  side: SideReport,
  isOneOfTwo: boolean,
  head: Head,
  terminal: Pick<Terminal, 'color'>,
): string[] {
  const { measures, runs, unrecorded } = side;
  return [
    head(isOneOfTwo ? side.label : `Agent ${side.label}`),
    ...(measures.rates.length === 0
      ? ['  nothing is expected of these cases']
      : rateLines(measures, terminal)),
    ...section('Decisions (expected → came)', decisionRows(measures), head),
    ...section('Categories mistaken', mistakenRows(measures), head),
    ...section('Unneeded reviews, because of', reasonRows(measures), head),
    ...section('Confidence', calibrationRows(measures), head),
    ...section('Cost and time', costRows(measures), head),
    ...section('Not as expected', failureRows(runs), head),
    ...section('Without a recorded answer (make it with --record)', unrecordedRows(unrecorded), head),
  ];
}

function rateLines({ rates }: Measures, terminal: Pick<Terminal, 'color'>): string[] {
  const lines = indented(ratesText(rates, { color: false }, MOST_IDS), 2).split('\n');
  return lines.map((line) => barColor(line, terminal));
}

function barColor(line: string, terminal: Pick<Terminal, 'color'>): string {
  if (/: (?:MISSED|NOT MEASURED)$/.test(line)) return paint(terminal, 'red', line);
  return line.endsWith(': kept') ? paint(terminal, 'green', line) : line;
}

function section(title: string, rows: string[][], head: Head): string[] {
  if (rows.length === 0) return [];
  return [head(title), ...indented(table(rows), 2).split('\n').map(cut)];
}

function cut(line: string): string {
  return line.length <= WIDTH ? line : `${line.slice(0, WIDTH - 1)}…`;
}

function decisionRows({ decisions }: Measures): string[][] {
  const came = [...new Set(Object.values(decisions).flatMap((row) => Object.keys(row)))].toSorted();
  if (came.length === 0) return [];
  const rows = Object.entries(decisions).map(([wanted, row]) => [
    wanted,
    ...came.map((name) => String(row[name]?.length ?? 0).padStart(name.length)),
  ]);
  return [['', ...came], ...rows];
}

function mistakenRows({ categories }: Measures): string[][] {
  return Object.entries(categories)
    .flatMap(([wanted, row]) =>
      Object.entries(row)
        .filter(([came]) => !wanted.split(' or ').includes(came))
        .map(([came, ids]) => ({ wanted, came, ids })),
    )
    .toSorted((a, b) => b.ids.length - a.ids.length)
    .map(({ wanted, came, ids }) => [`${wanted} → ${came}`, String(ids.length), idsText(ids)]);
}

function reasonRows({ unneededBecause }: Measures): string[][] {
  return Object.entries(unneededBecause).map(([code, ids]) => [code, String(ids.length), idsText(ids)]);
}

function calibrationRows({ calibration }: Measures): string[][] {
  if (calibration.of === 0) return [];
  return [
    ['expected calibration error', calibration.ece.toFixed(3), `over ${calibration.of} categories`],
    ...calibration.bins.map(({ from, to, count, confidence, accuracy }) => [
      `${from.toFixed(1)} to ${to.toFixed(1)}`,
      `${accuracy.toFixed(2)} right`,
      `at ${confidence.toFixed(2)} on average (${count})`,
    ]),
  ];
}

function costRows({ cost, latency, refusals, closeness }: Measures): string[][] {
  const per = (total: number) => (cost.runs === 0 ? '0' : (total / cost.runs).toFixed(1));
  return [
    ['model calls', String(cost.model_calls), `${per(cost.model_calls)} a run`],
    [
      'tokens',
      `${cost.input_tokens} in, ${cost.output_tokens} out`,
      `${per(cost.input_tokens + cost.output_tokens)} a run`,
    ],
    ...(cost.money === undefined ? [] : [['money', cost.money.toFixed(4), `${per(cost.money)} a run`]]),
    ...Object.entries(latency).map(([step, { count, p50, p95 }]) => [
      step,
      `p50 ${p50} ms, p95 ${p95} ms`,
      `${count} answers`,
    ]),
    ...(closeness.of > 0
      ? [['like what people sent', closeness.mean.toFixed(2), `of 1, over ${closeness.of} drafts`]]
      : []),
    ...(refusals.length > 0 ? [['refused by the model', String(refusals.length), idsText(refusals)]] : []),
  ];
}

function failureRows(runs: readonly Judged[]): string[][] {
  const rows = runs.flatMap((run) => {
    const wrong = run.checks.filter(({ right }) => !right);
    if (run.fault !== undefined && wrong.length === 0) return [[run.one.id, '', run.fault]];
    return wrong.map(({ what, wanted, got }, at) => [
      at === 0 ? run.one.id : '',
      what,
      `${wanted}, but ${what === 'decision' ? got + reasonsOf(run) : got}`,
    ]);
  });
  const more = rows.length - MOST_FAILURES;
  return more > 0 ? [...rows.slice(0, MOST_FAILURES), [`and ${more} more (--json, --html)`]] : rows;
}

function reasonsOf({ result, fault }: Judged): string {
  const codes = (result?.account.reasons ?? []).map(({ code }) => code);
  if (fault !== undefined) return `: ${fault}`;
  return codes.length === 0 ? '' : ` (${codes.join(', ')})`;
}

function unrecordedRows(unrecorded: readonly Judged[]): string[][] {
  return unrecorded.map(({ one, take, missing }) => [
    take === 1 ? one.id : `${one.id}, repeat ${take}`,
    missing.map(({ name, model }) => `${name} of ${model}`).join(', '),
  ]);
}

function comparisonText(
  { flips, deltas, onlyBefore, onlyAfter, before, after }: Comparison & { before: string; after: string },
  head: Head,
  terminal: Pick<Terminal, 'color'>,
): string[] {
  const marks = {
    true: paint(terminal, 'green', 'better'),
    false: paint(terminal, 'red', 'worse'),
    null: '',
  };
  const rows = flips.map(({ id, from, to, because }) => [id, `${from} → ${to}`, because]);
  const lines = rows.length === 0 ? [] : table(rows).split('\n');
  return [
    head(cut(printable(`${after}, compared with ${before}`))),
    ...deltas.filter(({ of }) => of > 0).map((delta) => `  ${deltaText(delta)}`),
    ...(flips.length === 0 ? ['  no decision flipped'] : [`  ${flips.length} flipped:`]),
    ...lines.map((line, at) =>
      cut(`  ${line}`).concat(`  ${marks[`${flips[at]?.better ?? null}`]}`.trimEnd()),
    ),
    ...(onlyBefore.length > 0 ? [`  only before: ${idsText(onlyBefore)}`] : []),
    ...(onlyAfter.length > 0 ? [`  only now: ${idsText(onlyAfter)}`] : []),
  ];
}

const deltaNames = { decision: 'decision right', pass: 'all as expected' };

function deltaText({ what, of, better, worse, p }: Delta): string {
  const difference = ((better - worse) / of) * 100;
  const change = `${difference >= 0 ? '+' : ''}${difference.toFixed(1)} points`;
  return `${deltaNames[what]}: ${change} (${better} better, ${worse} worse of ${of}; ${chanceText(p)})`;
}

function idsText(ids: readonly string[]): string {
  const more = ids.length - MOST_IDS;
  return `${ids.slice(0, MOST_IDS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
