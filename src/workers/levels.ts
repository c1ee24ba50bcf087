import { mostOf, standingOf, type Standing, type Step } from '#agent/autonomy/standing.ts';
import type { Agent } from '#domain/agent-config.ts';
import { type AutonomyLevel, isBelow, type LevelRow, type LevelSet } from '#domain/autonomy.ts';
import type { Autonomy } from '#domain/autonomy-config.ts';
import type { Deps } from './deps.ts';

/** Levels are set rarely; whoever meets another one so often gives up. */
const TRIES = 5;

export type LevelDeps = Pick<Deps, 'autonomy' | 'now'> & {
  events: Pick<Deps['events'], 'autonomyChanged' | 'autonomyProposed'>;
};

/** A category of a mailbox whose agent has it earn its autonomy. */
export type Place = { agent: string; grantId: string; category: string; config: Autonomy };

/** Every category that may be answered, of every mailbox, where agents earn their autonomy. */
export function placesOf(agents: readonly Agent[]): Place[] {
  return agents.flatMap(({ name, config }) => {
    const { autonomy, categories, mailboxes } = config;
    if (!autonomy) return [];
    const answered = Object.keys(categories).filter((category) => categories[category]?.action === 'reply');
    return mailboxes.flatMap(({ grant }) =>
      answered.map((category) => ({ agent: name, grantId: grant, category, config: autonomy })),
    );
  });
}

/** Where a place stands, by what is kept of it now; changes nothing. */
async function readStanding(deps: Pick<LevelDeps, 'autonomy' | 'now'>, place: Place): Promise<Standing> {
  const kept = await deps.autonomy.read(place.grantId, place.category);
  return standingOf({ ...place, ...kept, nowMs: deps.now() });
}

/** Whether a category's level lets mail leave for it without a person; without autonomy the mode alone decides. */
export async function leavesAlone(
  deps: Pick<LevelDeps, 'autonomy' | 'now'>,
  agent: Agent,
  grantId: string,
  category: string,
): Promise<boolean> {
  if (!agent.config.autonomy) return true;
  const place = placesOf([agent]).find((one) => one.grantId === grantId && one.category === category);
  return place !== undefined && isBelow('review', (await readStanding(deps, place)).level);
}

/**
 * The same, once steps that are due were taken: down always; up when the agent's file says so, else it is proposed, once.
 * Where somebody else set the level meanwhile, a step down holds all the same for this time.
 */
export async function settleLevel(deps: LevelDeps, place: Place): Promise<Standing> {
  const standing = await readStanding(deps, place);
  const { down, up } = standing;
  if (down) return take(deps, place, standing, down, true);
  if (up && place.config.promote === 'auto') return take(deps, place, standing, up, false);
  if (up && (await deps.autonomy.propose(place.grantId, place.category, standing.version))) {
    const { agent, grantId, category } = place;
    deps.events.autonomyProposed({ agent, grantId, category, level: up.to, why: up.why });
  }
  return standing;
}

/** Settles every level, so that steps which are due are taken and told of also where no mail comes. */
export async function settleLevels(deps: LevelDeps, agents: readonly Agent[]): Promise<void> {
  for (const place of placesOf(agents)) await settleLevel(deps, place);
}

async function take(
  deps: LevelDeps,
  place: Place,
  standing: Standing,
  { to: level, why }: Step,
  demoted: boolean,
): Promise<Standing> {
  const { agent, grantId, category } = place;
  const version = standing.version + 1;
  const after = { level, version, sinceMs: deps.now(), by: 'evidence', why, demoted };
  if (!(await deps.autonomy.change(grantId, category, standing.version, after))) return standing;
  deps.events.autonomyChanged({ agent, grantId, category, level, by: 'evidence', why, demoted });
  return { ...standing, ...after, tally: { good: 0, all: 0 }, lower: 0, down: undefined, up: undefined };
}

/** Where every place stands, by agent, mailbox and category. */
export function levelRows(
  deps: Pick<LevelDeps, 'autonomy' | 'now'>,
  agents: readonly Agent[],
): Promise<LevelRow[]> {
  return Promise.all(
    placesOf(agents).map(async (place) => {
      const { level, sinceMs, by, why, tally, lower, missing, up } = await readStanding(deps, place);
      const { agent, grantId, category } = place;
      const proposed = up ? { level: up.to, why: up.why } : null;
      const row = { agent, grantId, category, level, sinceMs, by, why, ...tally, lower };
      return { ...row, missing: missing ?? null, proposed };
    }),
  );
}

/** Sets a level by hand, up or down; the outcomes at it count anew. */
export async function setLevel(
  deps: LevelDeps,
  agents: readonly Agent[],
  to: { grantId: string; category: string; level: AutonomyLevel; by: string; why: string },
): Promise<LevelSet> {
  const { grantId, category, level, by, why } = to;
  const place = placesOf(agents).find((one) => one.grantId === grantId && one.category === category);
  if (!place) return 'missing';
  if (isBelow(mostOf(place.config, category), level)) return 'never';
  for (let tried = 0; tried < TRIES; tried++) {
    const { version } = await readStanding(deps, place);
    const after = { level, version: version + 1, sinceMs: deps.now(), by, why, demoted: false };
    if (!(await deps.autonomy.change(grantId, category, version, after))) continue;
    deps.events.autonomyChanged({ agent: place.agent, grantId, category, level, by, why, demoted: false });
    return 'set';
  }
  return 'busy';
}
