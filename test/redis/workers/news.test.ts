import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { BEFORE_ALL, createNewsLog } from '#store/news-log.ts';
import { aClassification } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const server = redisForFile();
let stage: Stage;
beforeEach(() => {
  stage = aStage(server.redis);
  onTestFinished(() => stage[Symbol.dispose]());
});

/** What was told, in short. */
async function told(): Promise<string[]> {
  const all = await createNewsLog(server.redis).after(0, BEFORE_ALL, 100);
  return all.map(({ news }) => {
    if (news.type === 'message.concluded') return `${news.messageId} ${news.state}`;
    if ('reviewId' in news) return `${news.type} ${news.status} ${news.version} ${news.by}`;
    return news.type;
  });
}

const parkIt = () => (stage.model.classification = aClassification({ category: 'refund' }));

describe('what happens to a message is told of in the step that does it', () => {
  test('a reply that left', async () => {
    await stage.receive();
    await stage.drain();
    expect(await told()).toEqual(['m1 sent']);
  });

  test('a review from its opening to its end, with who decided it', async () => {
    parkIt();
    await stage.receive();
    await stage.drain();
    await stage.decide({ kind: 'approve', subject: 'Re: x', body: 'Dear Carla, here it is.' });
    await stage.drain();
    expect(await told()).toEqual([
      'review.opened open 1 inreply',
      'm1 review',
      'review.decided approved 2 a person',
      'm1 sent',
      'review.changed sent 3 inreply',
    ]);
  });

  test('a review that a newer message makes stale, and the one that takes its place', async () => {
    parkIt();
    await stage.receive();
    await stage.drain();
    await stage.receive({ id: 'm2', subject: 'Re: Where is my order?' });
    await stage.drain();
    expect(await told()).toEqual([
      'review.opened open 1 inreply',
      'm1 review',
      'review.decided stale 2 inreply',
      'm1 skipped',
      'review.opened open 1 inreply',
      'm2 review',
    ]);
  });
});

test('what is refused is not told of: the second of two verdicts, and the writes of a holder who lost the thread', async () => {
  parkIt();
  await stage.receive();
  await stage.drain();
  await stage.decide({ kind: 'reject', reason: 'no' });
  const before = await told();
  expect((await stage.decide({ kind: 'reject', reason: 'again' })).kind).toBe('conflict');
  expect(await told()).toEqual(before);
  await stage.workTogether('t1', [0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  await stage.drain();
  expect((await told()).slice(before.length)).toEqual(['review.changed rejected 3 inreply', 'm1 skipped']);
});

test('news hold ids and states only', async () => {
  parkIt();
  await stage.receive();
  await stage.drain();
  const all = await createNewsLog(server.redis).after(0, BEFORE_ALL, 100);
  const keys = new Set(all.flatMap(({ news }) => Object.keys(news)));
  expect([...keys].toSorted()).toEqual(
    ['by', 'grantId', 'messageId', 'reviewId', 'state', 'status', 'threadId', 'type', 'version'].toSorted(),
  );
  expect(JSON.stringify(all)).not.toContain('@');
});
