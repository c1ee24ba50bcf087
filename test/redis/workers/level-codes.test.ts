import { afterEach, beforeEach, expect, test } from 'vitest';
import { Autonomy } from '#domain/autonomy-config.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { outcomesOf } from './level-desk.ts';
import { aStage, type Stage } from './stage.ts';
import { anAgentWith, askedByNumber, found, order } from './tool-scenarios.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(() => {
  stage = aStage(server.redis);
  const secret = {
    ...order,
    verify: 'code' as const,
    address_from: 'on_file.customer.email',
    allow_unverified: false,
  };
  stage.agent = anAgentWith({ on_file: { ...order, result: {} }, secret });
  stage.agent.config.categories['order_status'] = { when: 'asks', action: 'reply', tools: ['secret'] };
  stage.tools.outcome = found({ customer: { email: 'owner@file.example' } });
});
afterEach(() => stage[Symbol.dispose]());

test.each(['shadow', 'review'] as const)(
  'no code leaves for a category that is at %s: a person is needed to prove who asks',
  async (start) => {
    stage.agent.config.autonomy = Autonomy.parse({ start });
    await stage.receive(askedByNumber);
    await stage.drain();
    expect(stage.nylas.mails).toEqual([]);
    expect(await stage.outcome()).toContain('verification_needed');
  },
);

test('where replies leave by themselves a code does too, and words that code wrote earn nothing', async () => {
  stage.agent.config.autonomy = Autonomy.parse({ start: 'delayed' });
  await stage.receive(askedByNumber);
  await stage.drain();
  expect(stage.nylas.mails.map(({ key }) => key.slice(0, 2)).toSorted()).toEqual(['c_', 'r_']);
  expect(await stage.outcome()).toBe('sent verification_asked held');
  expect(await outcomesOf(stage)).toEqual([]);
});
