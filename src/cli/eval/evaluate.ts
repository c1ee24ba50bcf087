import { resolve } from 'node:path';
import { chmod, writeFile } from 'node:fs/promises';
import { jsonText, type Terminal, UsageError } from '#cli/terminal.ts';
import { type Config, loadConfig } from '../../config.ts';
import { barsFrom, wholeFrom } from './options.ts';
import { compare } from './compare.ts';
import { judge } from './judge.ts';
import { type Judged, measure } from './measures.ts';
import { type Bar, keepsBar } from './rates.ts';
import { chosenCases, type EvalCase, readCases } from './read-cases.ts';
import { type Answers, answersFor, merged } from './answers.ts';
import { writeRecording } from './recordings.ts';
import { comparedOf, type EvalReport, readEarlier, reportShape, type SideReport } from './report.ts';
import { reportHtml } from './report-html.ts';
import { reportText } from './report-text.ts';
import { runSide } from './run.ts';
import { readSide, type Side } from './sides.ts';

export type EvalOptions = {
  agent?: string;
  model?: string;
  against?: string;
  record?: string | true;
  recorded?: string | true;
  bar?: string[];
  json?: true;
  html?: string;
  concurrency?: string;
  limit?: string;
  only?: string;
  repeat?: string;
  asIs?: true;
};

/**
 * Runs cases through the worker's own pipeline and says how they came out (docs/evals.md). Gives the exit code: 0; 1 under
 * a bar, or when a case came to no outcome; 3 when recorded answers are missing. Throws UsageError for bad input (2).
 */
export async function evaluate(path: string, options: EvalOptions, terminal: Terminal): Promise<number> {
  const config = loadConfig(terminal.env, 'cli');
  const bars = barsFrom(options.bar ?? []);
  const repeat = wholeFrom('--repeat', options.repeat, 1);
  const concurrency = wholeFrom('--concurrency', options.concurrency, 8);
  const at = resolve(terminal.cwd, path);
  const limit = options.limit === undefined ? undefined : wholeFrom('--limit', options.limit, 1);
  const cases = chosenCases(await readCases(at), { only: options.only, limit });
  if (cases.length === 0) throw new UsageError(`no case fits --only ${options.only ?? ''}`);
  const answers = await answersFor(at, options, config, terminal);
  const { sides, earlier } = await sidesFor(at, options, config, answers.model, terminal);

  const measured: SideReport[] = [];
  const run = { source: answers.source, repeat, concurrency, signal: terminal.signal };
  try {
    for (const side of sides) measured.push(await measuredSide(cases, side, bars, run));
  } finally {
    const isWhole = options.only === undefined && limit === undefined && measured.length === sides.length;
    await keepAnswers(answers, isWhole); // also when interrupted: they were paid for
  }
  const report = reportOf(path, cases, repeat, answers, measured, earlier);
  await show(report, options, terminal);
  return exitCode(measured);
}

/** Writes the recording that was asked for; a run of everything leaves out answers that nobody asks for any more. */
async function keepAnswers({ recordTo, known, source }: Answers, isWhole: boolean): Promise<void> {
  if (recordTo !== undefined) await writeRecording(recordTo, merged(isWhole ? [] : known, source.used()));
}

type Earlier = Awaited<ReturnType<typeof readEarlier>>;

/** The sides to run; the first is what the second is compared with, unless an earlier report is. */
async function sidesFor(
  cases: string,
  options: EvalOptions,
  { agentsDir }: Config,
  defaultModel: string | undefined,
  terminal: Terminal,
): Promise<{ sides: Side[]; earlier: Earlier | undefined }> {
  const env = { ...terminal.env, OPENAI_MODEL: terminal.env['OPENAI_MODEL'] ?? defaultModel };
  const where = { cases, agentsDir, cwd: terminal.cwd, env };
  const plain = { agent: options.agent, model: options.model, asIs: options.asIs === true };
  const after = await readSide(plain, where);
  const { against } = options;
  if (against === undefined) return { sides: [after], earlier: undefined };
  if (against.endsWith('.json'))
    return { sides: [after], earlier: await readEarlier(resolve(terminal.cwd, against)) };
  const model = /^model=(.+)$/.exec(against)?.[1];
  const before = await readSide(
    model === undefined ? { ...plain, agent: against } : { ...plain, model },
    where,
  );
  const isAlike = before.label === after.label;
  const named = isAlike ? { ...before, label: `${before.label} (${model ?? against})` } : before;
  return { sides: [named, after], earlier: undefined };
}

async function measuredSide(
  cases: readonly EvalCase[],
  side: Side,
  bars: ReadonlyMap<string, Bar>,
  options: Parameters<typeof runSide>[2],
): Promise<SideReport> {
  const all = (await runSide(cases, side, options)).map((run): Judged => ({ ...run, checks: judge(run) }));
  const runs = all.filter(({ missing }) => missing.length === 0);
  const unrecorded = all.filter(({ missing }) => missing.length > 0);
  const agents = [...new Set(all.map(({ agent }) => agent))];
  return { label: side.label, agents, measures: measure(runs, bars), runs, unrecorded };
}

function reportOf(
  path: string,
  cases: readonly EvalCase[],
  repeat: number,
  { isRecorded }: Answers,
  sides: SideReport[],
  earlier: Earlier | undefined,
): EvalReport {
  const [first, second] = sides;
  const before = earlier ?? (second && first && { label: first.label, compared: comparedOf(first.runs) });
  const after = second ?? first;
  const comparison =
    before && after
      ? { ...compare(before.compared, comparedOf(after.runs)), before: before.label, after: after.label }
      : undefined;
  return {
    atMs: Date.now(),
    path,
    cases: cases.length,
    repeat,
    answers: isRecorded ? 'recorded' : 'live',
    sides,
    comparison,
  };
}

async function show(report: EvalReport, { json, html }: EvalOptions, terminal: Terminal): Promise<void> {
  if (html !== undefined) {
    const file = resolve(terminal.cwd, html);
    await writeFile(file, await reportHtml(report), { mode: 0o600 });
    await chmod(file, 0o600); // it holds mail, also where the file was there before
    if (json !== true) terminal.complain(`the report is in ${file}`);
  }
  terminal.print(json === true ? jsonText(reportShape(report)) : reportText(report, terminal));
}

/** The bars hold for what is evaluated, the last side; a missing recording comes before everything. */
function exitCode(sides: readonly SideReport[]): number {
  if (sides.some(({ unrecorded }) => unrecorded.length > 0)) return 3;
  const last = sides.at(-1);
  if (last?.runs.some(({ outcome }) => outcome === null)) return 1;
  return last?.measures.rates.every(keepsBar) === false ? 1 : 0;
}
