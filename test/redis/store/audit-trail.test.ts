import { expect, test } from 'vitest';
import { audit, noteAudit } from '#store/audit.ts';
import { type AuditPage, createAuditTrail } from '#store/audit-trail.ts';
import { scriptsOn } from '#store/scripts.ts';
import { createTransact } from '#store/transaction.ts';
import { redisForFile } from '../../helpers/redis.ts';

const SHARDS = 3;
const server = redisForFile();

/** Writes entry number `at` into a shard. */
async function write(at: number, shard: number, facts: Record<string, string> = {}) {
  const transact = createTransact(scriptsOn(server.redis), 1000);
  const ref = { shard, grantId: 'g', threadId: `t${at}` };
  await transact(ref, [audit(ref, { at, by: `person-${at % 2}`, what: 'approve', ...facts })]);
}

async function allPages(limit: number): Promise<number[]> {
  const trail = createAuditTrail(server.redis, SHARDS);
  const seen: number[] = [];
  for (let page: AuditPage | undefined; page === undefined || page.next !== null;) {
    page = await trail.list({ limit, before: page?.next ?? undefined });
    seen.push(...page.entries.map(({ atMs }) => atMs));
  }
  return seen;
}

const timesOf = ({ entries }: AuditPage) => entries.map(({ atMs }) => atMs);

test('entries of all shards come newest first, page by page, each once', async () => {
  for (let at = 0; at < 20; at++) await write(at, at % SHARDS);
  const newestFirst = Array.from({ length: 20 }, (_, at) => 19 - at);
  for (const limit of [1, 7, 100]) {
    const seen = await allPages(limit);
    expect(seen.toSorted((a, b) => b - a)).toEqual(newestFirst);
    expect(new Set(seen).size).toBe(20);
  }
});

test('entries of one millisecond in several shards are neither lost nor doubled between pages', async () => {
  for (let shard = 0; shard < SHARDS; shard++)
    await server.redis.xadd(`{s${shard}}:audit`, '1700-0', 'at', shard);
  expect(await allPages(1)).toEqual([2, 1, 0]);
});

test('they are found by review, by who acted and by time; a text is cut and numbers keep their meaning', async () => {
  await write(1, 0, { review: 'rv_a' });
  await write(2, 1, { review: 'rv_b' });
  await write(3, 2, { review: 'rv_a' });
  const why = 'x'.repeat(10_000);
  await noteAudit(server.redis, {
    at: 4,
    by: 'anna',
    what: 'pause',
    why,
    after: { paused: true, version: 2 },
  });
  const trail = createAuditTrail(server.redis, SHARDS);
  expect(timesOf(await trail.list({ limit: 9, review: 'rv_a' }))).toEqual([3, 1]);
  expect(timesOf(await trail.list({ limit: 9, by: 'person-0' }))).toEqual([2]);
  expect(timesOf(await trail.list({ limit: 9, sinceMs: Date.now() + 60_000 }))).toEqual([]);
  expect(timesOf(await trail.list({ limit: 9, before: Date.now() - 60_000 }))).toEqual([]);
  expect((await trail.list({ limit: 1, by: 'anna' })).entries).toEqual([
    {
      atMs: 4,
      by: 'anna',
      what: 'pause',
      about: { why: 'x'.repeat(500) },
      before: null,
      after: { paused: true, version: 2 },
    },
  ]);
});
