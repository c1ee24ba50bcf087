import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf } from '#errors.ts';
import { UsageError } from '#cli/terminal.ts';
import type { Compared, Comparison } from './compare.ts';
import type { Judged, Measures } from './measures.ts';
import { intervalOf, keepsBar } from './rates.ts';

/** One side of an evaluation, measured. */
export type SideReport = {
  label: string;
  agents: string[];
  measures: Measures;
  runs: Judged[];
  /** Runs that were not judged, since an answer is not recorded. */
  unrecorded: Judged[];
};

/** A whole evaluation. `before` is what it is compared with, when that is no side of this run. */
export type EvalReport = {
  atMs: number;
  path: string;
  cases: number;
  repeat: number;
  answers: 'live' | 'recorded';
  sides: SideReport[];
  comparison: (Comparison & { before: string; after: string }) | undefined;
};

const FORMAT = 'inreply-eval';
const VERSION = 1;

/** The report for programs, in the shape docs/evals.md describes; changed only together with its version. */
export function reportShape(report: EvalReport) {
  return {
    format: FORMAT,
    version: VERSION,
    at: new Date(report.atMs).toISOString(),
    path: report.path,
    cases: report.cases,
    repeat: report.repeat,
    answers: report.answers,
    sides: report.sides.map(sideShape),
    comparison: report.comparison ?? null,
  };
}

function sideShape({ label, agents, measures, runs, unrecorded }: SideReport) {
  return {
    label,
    agents,
    rates: measures.rates.map((rate) => ({
      measure: rate.measure,
      name: rate.name,
      count: rate.count,
      of: rate.of,
      rate: rate.of === 0 ? null : rate.count / rate.of,
      ...intervalOf(rate),
      bar: rate.bar ?? null,
      kept: keepsBar(rate),
      failing: rate.failing,
    })),
    decisions: measures.decisions,
    categories: measures.categories,
    unneeded_because: measures.unneededBecause,
    calibration: measures.calibration,
    cost: measures.cost,
    latency_ms: measures.latency,
    refusals: measures.refusals,
    closeness: measures.closeness,
    unrecorded: unrecorded.map(({ one, take, missing }) => ({ id: one.id, take, questions: missing })),
    runs: runs.map(runShape),
  };
}

function runShape({ one, take, agent, outcome, result, checks, calls, fault }: Judged) {
  const account = result?.account;
  return {
    id: one.id,
    take,
    place: one.place,
    tags: one.tags,
    agent,
    outcome,
    category: account?.category ?? null,
    confidence: account?.confidence ?? null,
    reasons: account?.reasons ?? [],
    checks,
    body: result?.body ?? '',
    citations: account?.draft?.citations ?? [],
    calls,
    fault: fault ?? null,
  };
}

const Earlier = z.looseObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  at: z.string(),
  sides: z
    .array(
      z.looseObject({
        label: z.string(),
        runs: z.array(
          z.looseObject({
            id: z.string(),
            outcome: z.string().nullable(),
            reasons: z.array(z.looseObject({ code: z.string() })),
            checks: z.array(z.looseObject({ what: z.string(), right: z.boolean() })),
          }),
        ),
      }),
    )
    .min(1),
});

/** What an earlier report (`--json`) has to compare with: its last side. UsageError when it is not one. */
export async function readEarlier(file: string): Promise<{ label: string; compared: Compared[] }> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`cannot read ${file}: ${messageOf(error)}`);
  });
  const parsed = Earlier.safeParse(jsonIn(text));
  const side = parsed.data?.sides.at(-1);
  if (!side) throw new UsageError(`${file} is not a report of inreply eval --json, version ${VERSION}`);
  const compared = side.runs.map(({ id, outcome, reasons, checks }) =>
    comparedFrom(id, outcome, reasons, checks),
  );
  return { label: `${side.label}, ${parsed.data?.at ?? ''}`, compared };
}

/** What is compared of judged runs. */
export function comparedOf(runs: readonly Judged[]): Compared[] {
  return runs.map(({ one, outcome, result, checks }) =>
    comparedFrom(one.id, outcome, result?.account.reasons ?? [], checks),
  );
}

function comparedFrom(
  id: string,
  outcome: string | null,
  reasons: readonly { code: string }[],
  checks: readonly { what: string; right: boolean }[],
): Compared {
  const right = (some: typeof checks) => (some.length === 0 ? null : some.every((check) => check.right));
  return {
    id,
    outcome: outcome ?? 'no outcome',
    reasons: reasons.map(({ code }) => code),
    right: { decision: right(checks.filter(({ what }) => what === 'decision')), pass: right(checks) },
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
