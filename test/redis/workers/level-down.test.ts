import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AutonomyLevel } from '#domain/autonomy.ts';
import { createReports } from '#store/reports.ts';
import { settleLevels } from '#workers/levels.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aClassification, aDraft, anAgent, grantId } from '../../helpers/builders.ts';
import { approve, earned, levelOf, outcomesOf, setTo, told } from './level-desk.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(async () => {
  await server.redis.flushall();
  stage = aStage(server.redis);
  stage.agent = anAgent({ autonomy: {} });
});
afterEach(() => stage[Symbol.dispose]());

const disclosure = "Written by our assistant. Reply 'human' to reach a person.";

async function report(kind: 'complaint' | 'bounced'): Promise<void> {
  const reports = createReports({ ...stage.deps, redis: server.redis, shards: 1 });
  const about = { grantId, mailId: 'sent-1', about: 'm1', detail: 'by its reader' };
  await reports.take({ kind, ...about }, stage.now());
}

/** A reply of ours, and the answer to it. */
async function asked(text: string): Promise<void> {
  await stage.receive();
  await stage.drain();
  stage.advance(60_000);
  stage.model.classification = aClassification({ category: 'thanks', needs_reply: false });
  await stage.receive({ id: 'm2', dateMs: stage.now(), body: text });
  await stage.drain();
}

describe('a step down to review', () => {
  test('follows a complaint about a reply that left by itself', async () => {
    await setTo(stage, 'auto');
    await stage.receive();
    await stage.drain();
    expect(await outcomesOf(stage)).toEqual(['m1 left at auto']);
    await report('complaint');
    await stage.drain();
    expect(await levelOf(stage)).toMatchObject({ level: 'review' });
    await stage.receive({ id: 'm2', threadId: 't2' });
    await stage.drain('t2');
    expect(await stage.outcome('m2')).toBe('review autonomy_review category_reply');
    expect(told(stage, 'autonomyChanged').at(-1)).toMatchObject({
      level: 'review',
      demoted: true,
      by: 'evidence',
    });
    expect((await levelOf(stage))?.missing).toMatch(/^waits until/);
  });

  test('is taken and told of by the upkeep where no mail comes', async () => {
    await setTo(stage, 'auto');
    await earned(stage, 1, 'complaint', 'auto', 1);
    await settleLevels(stage.deps, [stage.agent, anAgent()]);
    expect(told(stage, 'autonomyChanged').at(-1)).toMatchObject({ level: 'review', demoted: true });
    await settleLevels(stage.deps, [stage.agent]);
    expect(told(stage, 'autonomyChanged')).toHaveLength(2);
  });

  test('does not follow a bounce: that says nothing about the text', async () => {
    await setTo(stage, 'auto');
    await stage.receive();
    await stage.drain();
    await report('bounced');
    await stage.drain();
    expect(await levelOf(stage)).toMatchObject({ level: 'auto' });
  });

  test.each<[string, AutonomyLevel]>([
    ['a delayed reply that was taken back and rejected', 'delayed'],
    ['a delayed reply that was taken back and rewritten', 'delayed'],
  ])('follows %s', async (what) => {
    await setTo(stage, 'delayed');
    await stage.receive();
    await stage.work();
    await stage.takeBack();
    await stage.drain();
    await (what.endsWith('rejected')
      ? stage.decide({ kind: 'reject', reason: '' })
      : approve(stage, 'Dear Carla, we are very sorry, nobody knows.'));
    await stage.drain();
    expect(await levelOf(stage)).toMatchObject({ level: 'review' });
  });

  test('does not follow a delayed reply that was taken back and approved as it was', async () => {
    await setTo(stage, 'delayed');
    await stage.receive();
    await stage.work();
    await stage.takeBack();
    await stage.drain();
    await approve(stage, aDraft().body);
    await stage.drain();
    expect(await outcomesOf(stage)).toEqual(['m1 unedited at delayed']);
    expect(await levelOf(stage)).toMatchObject({ level: 'delayed' });
  });

  test('follows a mail that talks to an assistant and would have been answered by itself', async () => {
    await setTo(stage, 'delayed');
    await stage.receive({ id: 'm0', threadId: 't0' });
    await stage.work('t0');
    stage.model.classification = aClassification({ injection: true });
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toContain('injection_suspected');
    expect(await outcomesOf(stage)).toEqual(['m1 injection at delayed']);
    await stage.drain('t0');
    expect(await stage.outcome('m0')).toBe('review autonomy_review category_reply');
    expect(stage.nylas.mails).toEqual([]);
  });

  test('does not follow such a mail where a person looks anyway', async () => {
    stage.model.classification = aClassification({ injection: true });
    await stage.receive();
    await stage.drain();
    expect(await outcomesOf(stage)).toEqual([]);
  });
});

describe('a reader who asks for a person with the word of the disclosure', () => {
  test('gets one, with or without autonomy', async () => {
    stage.agent = anAgent({ disclosure });
    await asked('Human!');
    expect(await stage.outcome('m2')).toMatch(/^review person_asked/);
  });

  test('counts against the reply before, without a step down by itself', async () => {
    stage.agent = anAgent({ disclosure, autonomy: {} });
    await setTo(stage, 'auto');
    await asked('human please');
    expect(await outcomesOf(stage)).toEqual(['m1 asked at auto', 'm1 left at auto']);
    expect(await levelOf(stage)).toMatchObject({ level: 'auto', all: 1, good: 0 });
  });

  test('is not seen in a first mail, nor in a longer text', async () => {
    stage.agent = anAgent({ disclosure });
    stage.model.classification = aClassification({ category: 'thanks', needs_reply: false });
    await stage.receive({ body: 'human' });
    await stage.drain();
    expect(await stage.outcome()).toMatch(/^skipped/);
  });
});
