import {
  autonomyLevels,
  type AutonomyLevel,
  isBelow,
  type LevelRecord,
  lowerOf,
  type Observation,
  type Outcome,
} from '#domain/autonomy.ts';
import type { Autonomy } from '#domain/autonomy-config.ts';
import { lowerBound, stillNeeded, type Tally, upperBound } from './bound.ts';

const HOUR_MS = 3_600_000;
/** Older outcomes say little about the agent of today, and so many of the newest are enough. */
const WINDOW_MS = 90 * 24 * HOUR_MS;
const WINDOW = 200;
/** In shadow the comparison is coarse, and the step is only to review. */
const SHADOW_BAR = 0.5;

/** What of a category's history counts: who set which level, and what came of its replies. */
export type History = {
  config: Autonomy;
  category: string;
  record: LevelRecord | undefined;
  observations: readonly Observation[];
  nowMs: number;
};

/** A step that the evidence asks for. */
export type Step = { to: AutonomyLevel; why: string };

/** Where a category of a mailbox stands, and what speaks for another level. */
export type Standing = {
  /** What holds now; a step down that is due is taken already. */
  level: AutonomyLevel;
  version: number;
  sinceMs: number;
  by: string;
  why: string;
  /** Outcomes at this level since it was set, and the bound below which the share of good ones hardly lies. */
  tally: Tally;
  lower: number;
  down: Step | undefined;
  up: Step | undefined;
  /** What the next level still lacks, for people; undefined where there is none, or nothing lacks. */
  missing: string | undefined;
};

/**
 * Folds a history into a level (docs/decisions/0020). Only outcomes under the present version of the level count for a
 * step up, so that each level is earned anew, also after a step down. What is alarming counts whenever it comes in.
 */
export function standingOf(history: History): Standing {
  const { config, category, record } = history;
  const set = record ?? { level: config.start, version: 0, sinceMs: 0, by: 'agent.yaml', why: 'start' };
  const most = mostOf(config, category);
  const level = lowerOf(set.level, most);
  const { version, sinceMs, by, why } = set;
  const tally = tallyOf(history, level, version);
  const lower = lowerBound(tally, config.confidence);
  const known = { level, version, sinceMs, by, why, tally, lower, down: undefined, up: undefined };
  const down = isBelow('review', level) ? stepDown(history, tally, sinceMs) : undefined;
  if (down) return { ...known, level: down.to, down, missing: 'a step down is due' };
  const to = autonomyLevels[autonomyLevels.indexOf(level) + 1];
  if (to === undefined) return { ...known, missing: undefined };
  if (isBelow(most, to)) return { ...known, missing: 'never_auto names it' };
  const missing = missingFor(history, level, tally);
  if (missing !== undefined) return { ...known, missing };
  const reached = `${tally.good} of ${tally.all} good at ${level}; with confidence ${percent(config.confidence)} at least ${percent(lower)}`;
  return { ...known, up: { to, why: reached }, missing };
}

/** The highest level the agent's file leaves to a category. */
export function mostOf({ never_auto: never }: Autonomy, category: string): AutonomyLevel {
  return never.includes(category) ? 'review' : 'auto';
}

/** Where one message had several outcomes, the worst is what counts; from good to bad. */
const worse: readonly Outcome[] = [
  'injection',
  'left',
  'alike',
  'unedited',
  'unlike',
  'edited',
  'asked',
  'rewritten',
  'rejected',
  'complaint',
];
const good: ReadonlySet<Outcome> = new Set<Outcome>(['left', 'alike', 'unedited']);

function tallyOf({ observations, nowMs }: History, level: AutonomyLevel, version: number): Tally {
  const byMessage = new Map<string, Outcome>();
  for (const { messageId, outcome, ...one } of observations) {
    if (one.version !== version || one.level !== level || outcome === 'injection') continue;
    if (nowMs - one.atMs > WINDOW_MS) continue;
    const before = byMessage.get(messageId);
    if (before === undefined && byMessage.size >= WINDOW) continue;
    if (before === undefined || worse.indexOf(outcome) > worse.indexOf(before))
      byMessage.set(messageId, outcome);
  }
  const all = [...byMessage.values()];
  return { good: all.filter((outcome) => good.has(outcome)).length, all: all.length };
}

/** Anything of these about a reply that left, or would have left, by itself is an alarm. */
const alarms: Partial<Record<Outcome, string>> = {
  complaint: 'its reader complained about a reply',
  injection: 'a mail that would have been answered by itself talks to an assistant',
  rejected: 'a person took a reply back and did not send it',
  rewritten: 'a person took a reply back and wrote most of it anew',
};

function stepDown({ config, observations }: History, tally: Tally, sinceMs: number): Step | undefined {
  const alarm = observations.find(
    ({ outcome, level, atMs }) =>
      alarms[outcome] !== undefined && isBelow('review', level) && atMs >= sinceMs,
  );
  if (alarm) return { to: 'review', why: `${alarms[alarm.outcome] ?? ''} (message ${alarm.messageId})` };
  const upper = upperBound(tally, config.confidence);
  if (tally.all < config.at_least || upper >= config.bar) return undefined;
  const share = `${tally.good} of ${tally.all} good`;
  return {
    to: 'review',
    why: `${share}; with confidence ${percent(config.confidence)} at most ${percent(upper)}`,
  };
}

function missingFor(
  { config, record, nowMs }: History,
  level: AutonomyLevel,
  tally: Tally,
): string | undefined {
  const restMs = config.cool_down_hours * HOUR_MS;
  if (record?.demoted === true && nowMs < record.sinceMs + restMs) {
    return `waits until ${new Date(record.sinceMs + restMs).toISOString()} after the step down`;
  }
  const bar = level === 'shadow' ? SHADOW_BAR : config.bar;
  const needed = stillNeeded(tally, bar, config.confidence, WINDOW - Math.min(WINDOW, tally.all));
  if (needed === undefined) return `the bound is below ${percent(bar)} over the last ${WINDOW}`;
  const most = Math.max(needed, config.at_least - tally.all);
  return most > 0 ? `${most} more good ones in a row` : undefined;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
