import { afterEach, expect, describe, test } from 'vitest';
import { counters } from '#domain/stats.ts';
import { createStats } from '#store/stats.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { codesInTables, read, sectionOf } from '../../unit/docs/documents.ts';
import { wakeUpEffects } from './effects.ts';
import type { Scenario } from './fault-scenarios.ts';
import { scenarios } from './scenarios.ts';
import type { Cut } from './lifetime.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
const stages: Stage[] = [];
afterEach(() => {
  for (const stage of stages.splice(0)) stage[Symbol.dispose]();
});

const named = (wanted: string) => scenarios.find(({ name }) => name === wanted)!;

/** Lets everything happen that is left to do. */
async function settle(stage: Stage, tell = (_effects: readonly string[]) => {}): Promise<void> {
  for (const threadId of ['?m1', 't1']) {
    tell(stage.effects);
    await stage.revive(threadId);
    await stage.drain(threadId);
  }
  tell(stage.effects);
}

async function played({ before }: Scenario, cut: Cut | undefined): Promise<Stage> {
  await server.redis.flushall();
  const stage = aStage(server.redis);
  stages.push(stage);
  await before(stage);
  stage.effects.length = 0;
  stage.cut = cut;
  for (const threadId of ['?m1', 't1']) if (!stage.died) await stage.drain(threadId);
  return stage;
}

/** The places, from 1, of the first two of each name: a thread that waits does the same again and again. */
function distinct(steps: readonly string[]): number[] {
  const seen = (at: number) => steps.slice(0, at).filter((name) => name === steps[at]).length;
  return steps.flatMap((_, at) => (seen(at) < 2 ? [at + 1] : []));
}

/** What was counted of the day: however often a life ends, everything counts once. */
async function counted(stage: Stage): Promise<Record<string, number>> {
  const { days } = await createStats({ redis: server.redis, shards: 1, now: () => stage.now() }).read({
    days: 3,
    sees: () => true,
  });
  return Object.fromEntries(counters.map((name) => [name, days.reduce((sum, day) => sum + day[name], 0)]));
}

describe.each(scenarios)('$name', (scenario) => {
  test('ends right without a crash', async () => {
    const stage = await played(scenario, undefined);
    await scenario.after(stage);
    expect(await stage.inbox()).toEqual([]);
  });

  test('ends the same after a crash before or after any of its steps', async () => {
    const whole = await played(scenario, undefined);
    const steps = [...whole.effects];
    const once = await counted(whole);
    for (const at of distinct(steps)) {
      for (const when of ['before', 'after'] as const) {
        const stage = await played(scenario, { at, when });
        expect(stage.died).toBe(true);
        await settle(stage);
        await scenario.after(stage).catch((error: unknown) => {
          throw new Error(`cut ${when} step ${at} (${steps.join(', ')})`, { cause: error });
        });
        expect(await stage.inbox()).toEqual([]);
        expect(await counted(stage), `cut ${when} step ${at} (${steps.join(', ')})`).toEqual(once);
      }
    }
  });

  test('ends the same after two crashes in a row', async () => {
    const whole = await played(scenario, undefined);
    expect(whole.effects.length).toBeGreaterThan(0);
    for (const at of distinct(whole.effects)) {
      const stage = await played(scenario, { at, when: 'after' });
      for (const threadId of ['?m1', 't1']) {
        await stage.revive(threadId);
        stage.cut = { at: 2, when: 'after' };
        await stage.drain(threadId);
      }
      await settle(stage);
      await scenario.after(stage).catch((error: unknown) => {
        throw new Error(`first cut after step ${at} (${whole.effects.join(', ')})`, { cause: error });
      });
    }
  });
});

test('a reply whose process died after Nylas took it is not sent again, the same key gets the same answer', async () => {
  const stage = await played(named('a reply'), { at: 'send', when: 'after' });
  expect(await stage.record()).toMatchObject({ state: 'sending' });
  await settle(stage);
  expect(stage.effects.filter((name) => name === 'send')).toEqual(['send']);
  expect(stage.nylas.mails).toHaveLength(1);
  expect(await stage.record()).toMatchObject({ state: 'sent', sentId: 'sent-1' });
});

test('a draft whose process died after Nylas made it is found by its mark and not made again', async () => {
  const stage = await played(named('a parked reply'), { at: 'createDraft', when: 'after' });
  await settle(stage);
  expect(stage.effects).toContain('findDrafts');
  expect(stage.effects).not.toContain('createDraft');
  expect(stage.nylas.drafts).toHaveLength(1);
});

test('a draft that a person edited before the next process recorded its review is known as edited', async () => {
  const stage = await played(named('a parked reply'), { at: 'createDraft', when: 'after' });
  stage.nylas.editDraftByHand(stage.nylas.drafts[0]!.id);
  await settle(stage);
  await stage.decide({ kind: 'approve', subject: 'Re: Where is my order?', body: 'As the review shows it' });
  await stage.drain();
  expect(stage.nylas.mails).toEqual([]);
  const { status, reasons } = await stage.review();
  expect(status).toBe('open');
  expect(reasons.map(({ code }) => code)).toContain('draft_edited');
});

test('every effect that happens in them has its name in docs/architecture.md, and no other is there', async () => {
  const met = new Set<string>(Object.values(wakeUpEffects));
  for (const scenario of scenarios) {
    const stage = aStage(server.redis);
    stages.push(stage);
    await server.redis.flushall();
    await scenario.before(stage);
    await settle(stage, (effects) => effects.forEach((name) => met.add(name)));
  }
  const listed = codesInTables(sectionOf(read('docs/architecture.md'), '## Effects'));
  expect([...met].toSorted()).toEqual([...new Set(listed)].toSorted());
});
