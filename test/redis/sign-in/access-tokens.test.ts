import { beforeEach, expect, test } from 'vitest';
import { type AccessTokens, createAccessTokens } from '#store/access-tokens.ts';
import { noon } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';

const server = redisForFile();
let tokens: AccessTokens;
let nowMs: number;
beforeEach(() => {
  nowMs = noon;
  tokens = createAccessTokens(server.redis, () => nowMs);
});

const ci = { name: 'ci', role: 'viewer', mailboxes: ['g1'], by: 'api', expiresAtMs: null } as const;

async function create(over: Partial<Parameters<AccessTokens['create']>[0]> = {}): Promise<string> {
  const created = await tokens.create({ ...ci, mailboxes: ['g1'], ...over });
  return created.kind === 'created' ? created.token : created.kind;
}

test('a token is shown once, and only its digest is kept', async () => {
  const token = await create();
  expect(token).toMatch(/^inr_ci_[\w-]{43}$/);
  expect(JSON.stringify(await server.redis.hgetall('tokens'))).not.toContain(token.slice(-43));
  expect(await tokens.find(token)).toMatchObject({ name: 'ci', role: 'viewer', mailboxes: ['g1'] });
});

test('nothing but the whole token is taken', async () => {
  const token = await create();
  await create({ name: 'other' });
  const changed = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
  for (const wrong of [
    '',
    'inr_ci_',
    'inr_ci',
    changed,
    token.replace('ci', 'other'),
    `${token}x`,
    ` ${token}`,
  ])
    expect([wrong, await tokens.find(wrong)]).toEqual([wrong, undefined]);
});

test('it ends when it expires and when it is revoked', async () => {
  const token = await create({ expiresAtMs: noon + 1_000 });
  nowMs = noon + 999;
  expect(await tokens.find(token)).toBeDefined();
  nowMs = noon + 1_000;
  expect(await tokens.find(token)).toBeUndefined();
  const lasting = await create({ name: 'lasting' });
  expect(await tokens.revoke('lasting')).toBe(true);
  expect(await tokens.revoke('lasting')).toBe(false);
  expect(await tokens.find(lasting)).toBeUndefined();
});

test('a name is given once, and is free again after it was revoked', async () => {
  const first = await create();
  expect(await create()).toBe('name_taken');
  await tokens.revoke('ci');
  const second = await create();
  expect(await tokens.find(first)).toBeUndefined();
  expect(await tokens.find(second)).toBeDefined();
});

test('they are listed by name, with when each was used', async () => {
  await create({ name: 'b' });
  const token = await create({ name: 'a', mailboxes: null });
  nowMs += 60_000;
  await tokens.find(token);
  nowMs += 1_000;
  await tokens.find(token); // noted once a minute
  const created = { role: 'viewer', by: 'api', createdAtMs: noon, expiresAtMs: null };
  expect(await tokens.list()).toEqual([
    { name: 'a', ...created, mailboxes: null, usedAtMs: noon + 60_000 },
    { name: 'b', ...created, mailboxes: ['g1'], usedAtMs: null },
  ]);
});

test('there are two hundred at most', async () => {
  await server.redis.hset(
    'tokens',
    Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`t${at}`, '{}'])),
  );
  expect(await create()).toBe('too_many');
});
