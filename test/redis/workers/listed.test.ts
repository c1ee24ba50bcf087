import { afterEach, expect, test } from 'vitest';
import { createActivity } from '#store/activity.ts';
import { createStats } from '#store/stats.ts';
import { aClassification, anAgent } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
const stages: Stage[] = [];
afterEach(() => {
  for (const stage of stages.splice(0)) stage[Symbol.dispose]();
});

function staged(): Stage {
  const stage = aStage(server.redis);
  stages.push(stage);
  return stage;
}

const listed = async () =>
  (await createActivity({ redis: server.redis, shards: 1 }).messages({ sees: () => true, limit: 50 })).rows;

test('each message of a burst is listed with its sender, its subject and what became of it', async () => {
  const stage = staged();
  await stage.receive({ subject: 'First' });
  await stage.receive({
    id: 'm2',
    subject: 'Away',
    headers: [{ name: 'Auto-Submitted', value: 'auto-replied' }],
  });
  await stage.receive({ id: 'm3', subject: 'Third' });
  await stage.drain();
  const rows = (await listed()).toSorted((a, b) => a.messageId.localeCompare(b.messageId));
  expect(
    rows.map(({ messageId, state, brief }) => [messageId, state, brief?.about?.subject, brief?.decision]),
  ).toEqual([
    ['m1', 'skipped', 'First', null],
    ['m2', 'skipped', 'Away', 'skip'],
    ['m3', 'sent', 'Third', 'reply'],
  ]);
  expect(rows.every(({ brief }) => brief?.about?.from?.email === 'carla@customer.example')).toBe(true);
  expect(rows.map(({ brief }) => brief?.reasons[0])).toEqual([
    'answered_together',
    'auto_reply',
    'category_reply',
  ]);
});

test('what a person made of a draft is counted for its category, and the reply as sent', async () => {
  const stage = staged();
  stage.agent = anAgent();
  stage.model.classification = aClassification({ category: 'refund' });
  for (const [id, body] of [
    ['m1', stage.model.draft.body],
    ['m2', 'Something else altogether, by hand.'],
  ] as const) {
    await stage.receive({ id, threadId: `t-${id}` });
    await stage.drain(`t-${id}`);
    await stage.decide({ kind: 'approve', subject: 'Re: Where is my order?', body }, id);
    await stage.drain(`t-${id}`);
  }
  await stage.receive({ id: 'm3', threadId: 't-m3' });
  await stage.drain('t-m3');
  await stage.decide({ kind: 'reject', reason: '' }, 'm3');
  await stage.drain('t-m3');
  const stats = createStats({ redis: server.redis, shards: 1, now: () => stage.now() });
  expect(await stats.verdicts(1)).toEqual([
    { grantId: 'g1', category: 'refund', approved_unedited: 1, approved_edited: 1, rejected: 1 },
  ]);
  const { days } = await stats.read({ days: 1, sees: () => true });
  expect(days[0]).toMatchObject({ received: 3, reviewed: 3, replied: 0, skipped: 0, sent: 2 });
});
