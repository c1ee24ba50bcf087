/** From least to most: `shadow` writes nothing, `review` waits for a person, `delayed` may be taken back, `auto` leaves at once. */
export const autonomyLevels = ['shadow', 'review', 'delayed', 'auto'] as const;
export type AutonomyLevel = (typeof autonomyLevels)[number];

/**
 * What became of a reply that would have left by itself.
 *
 * - `unedited`, `edited`, `rewritten`: a person sent it, as it was or changed a little or much · `rejected`: it was not sent
 * - `left`: nobody took it back · `asked`: its reader then asked for a person
 * - `complaint`: its reader reported it · `injection`: the mail it was to answer talks to an assistant
 * - `alike`, `unlike`: in shadow, beside what a person wrote
 */
export const outcomes = [
  'unedited',
  'edited',
  'rewritten',
  'rejected',
  'left',
  'asked',
  'complaint',
  'injection',
  'alike',
  'unlike',
] as const;
export type Outcome = (typeof outcomes)[number];

/** Under which level a reply was decided; `version` is that of the level's record. */
export type Earned = { level: AutonomyLevel; version: number };

/** One such outcome, as it is kept for its mailbox and category. */
export type Observation = Earned & { messageId: string; outcome: Outcome; atMs: number };

/** The level that was last set, by whom and why; `version` grows with each change. */
export type LevelRecord = Earned & {
  sinceMs: number;
  /** `evidence`, or how a person signed in. */
  by: string;
  why: string;
  /** It was set because something went wrong; the next step up has to wait. */
  demoted: boolean;
};

export function isBelow(one: AutonomyLevel, other: AutonomyLevel): boolean {
  return autonomyLevels.indexOf(one) < autonomyLevels.indexOf(other);
}

/** The lower of two levels. */
export function lowerOf(one: AutonomyLevel, other: AutonomyLevel): AutonomyLevel {
  return isBelow(one, other) ? one : other;
}

/** Where a category of a mailbox stands, for people. */
export type LevelRow = {
  agent: string;
  grantId: string;
  category: string;
  level: AutonomyLevel;
  sinceMs: number;
  by: string;
  why: string;
  /** Outcomes at this level, the good ones among them, and the share that is reached at least. */
  all: number;
  good: number;
  lower: number;
  /** What the next level lacks; null when nothing does, or there is none. */
  missing: string | null;
  /** A step up that waits for a person. */
  proposed: { level: AutonomyLevel; why: string } | null;
};

/** What came of setting a level by hand: `never`: the agent's file keeps the category from it. */
export type LevelSet = 'set' | 'missing' | 'never' | 'busy';
