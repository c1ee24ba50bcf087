import type { AutonomyLevel, Outcome } from '#domain/autonomy.ts';
import { observe } from '#store/autonomy.ts';
import { levelRows, setLevel } from '#workers/levels.ts';
import { grantId } from '../../helpers/builders.ts';
import type { Stage } from './stage.ts';

const category = 'order_status';

/** What is known of the one category that may be answered. */
export const levelOf = async (stage: Stage) =>
  (await levelRows(stage.deps, [stage.agent])).find((row) => row.category === category);

export const outcomesOf = async (stage: Stage) =>
  (await stage.deps.autonomy.read(grantId, category)).observations.map(
    ({ messageId, outcome, level }) => `${messageId} ${outcome} at ${level}`,
  );

export const told = (stage: Stage, name: string) =>
  stage.events.filter((event) => event.name === name).map(({ args }) => args[0]);

/** A person sets its level. */
export const setTo = (stage: Stage, level: AutonomyLevel, of = category) =>
  setLevel(stage.deps, [stage.agent], { grantId, category: of, level, by: 'a person', why: 'tried' });

/** So many outcomes at its level. */
export async function earned(
  stage: Stage,
  count: number,
  outcome: Outcome,
  level: AutonomyLevel,
  version = 0,
): Promise<void> {
  const ref = stage.deps.ledger.threadRef(grantId, 't9');
  for (let index = 0; index < count; index++) {
    const one = { level, version, outcome, messageId: `before${index}`, atMs: stage.now() };
    await stage.deps.transact(ref, observe(ref, category, one));
  }
}

export const approve = (stage: Stage, body: string) =>
  stage.decide({ kind: 'approve', subject: 'Re: Where is my order?', body });
