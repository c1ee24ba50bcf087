import { beforeEach, describe, expect, test } from 'vitest';
import { TransientError } from '#errors.ts';
import { createPauses, type Pauses } from '#store/pauses.ts';
import { aClassification, noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { noSureAnswer } from './fake-nylas.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
let pauses: Pauses;
beforeEach(() => {
  stage = aStage(server.redis);
  pauses = createPauses(server.redis);
  return () => stage[Symbol.dispose]();
});

const pause = (agent: string | null = 'support') =>
  pauses.pause({ agent, because: 'wrong prices', by: 'api', atMs: noon });

describe('while an agent is paused', () => {
  test('a mail waits for a person, with the reason, and no model is asked', async () => {
    await pause();
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toBe('review paused');
    expect((await stage.review()).reasons[0]?.detail).toBe('agent support is paused: wrong prices');
    expect(stage.model.prompts).toEqual([]);
    expect(stage.nylas.mails).toEqual([]);
  });

  test('mail of machines is skipped as ever', async () => {
    await pause(null);
    await stage.receive({ headers: [{ name: 'Auto-Submitted', value: 'auto-replied' }] });
    await stage.drain();
    expect(await stage.outcome()).toBe('skipped auto_reply');
  });

  test('what a person approves is sent', async () => {
    await pause(null);
    await stage.receive();
    await stage.drain();
    await stage.decide({ kind: 'approve', subject: 'Re: Where is my order?', body: 'It left today.' });
    await stage.drain();
    expect(await stage.outcome()).toBe('sent paused');
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('other agents go on, and so does this one once it is lifted', async () => {
    await pause('sales');
    await stage.receive();
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply');
    await pause();
    await pauses.resume('support', 'api', noon);
    await stage.receive({ id: 'm2', threadId: 't2' });
    await stage.drain('t2');
    expect(await stage.outcome('m2')).toBe('sent category_reply');
  });
});

describe('paused between the decision and the send', () => {
  test.each([
    ['a reply', aClassification()],
    ['an escalation', aClassification({ category: 'legal' })],
  ])('%s stays, and a person gets it', async (_, classification) => {
    stage.model.classification = classification;
    await stage.receive();
    stage.meanwhile = { at: (await stepsUntil('store ready')) + 1, happens: () => pause(null) };
    await stage.drain();
    expect(await stage.outcome()).toMatch(/^review paused/);
    expect(stage.nylas.mails).toEqual([]);
  });

  test('one that may have left already is followed to its end', async () => {
    stage.nylas.sendEndsIn(noSureAnswer(504), 'lost');
    await stage.receive();
    await stage.work();
    await pause();
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply');
    expect(stage.nylas.mails).toHaveLength(1);
  });
});

test('when nobody can say whether it is paused, nothing leaves', async () => {
  const { of } = stage.deps.pauses;
  let fails = 3;
  stage.deps.pauses = {
    of: (agent) => (fails-- > 0 ? Promise.reject(new TransientError('Redis does not answer')) : of(agent)),
  };
  await stage.receive();
  await stage.work();
  expect(stage.nylas.mails).toEqual([]);
  await stage.drain();
  expect(await stage.outcome()).toBe('sent category_reply');
});

/** How many effects come before the one of this name, of an ordinary mail. */
async function stepsUntil(name: string): Promise<number> {
  const other = aStage(server.redis);
  other.model.classification = stage.model.classification;
  await other.receive({ id: 'other', threadId: 'other' });
  await other.drain('other');
  const at = other.effects.indexOf(name);
  other[Symbol.dispose]();
  return at;
}
