import { expect, it } from 'vitest';
import { inreply, serve } from './stub.ts';

const entry = {
  at: '2026-11-21T09:00:00.000Z',
  by: 'anna',
  what: 'approve',
  about: { review: 'rv_1', why: 'looks \u001b[31mgood' },
  before: { version: 1, status: 'open', text: 'a'.repeat(64) },
  after: { version: 2, status: 'approved', text: 'a'.repeat(64) },
};

it('prints who did what, and what that changed', async () => {
  await using server = await serve(() => ({ json: { entries: [entry], next: '17-0.0' } }));
  const env = { API_TOKEN: 'x', PORT: server.port };
  const { code, out } = await inreply(['audit', '--review', 'rv_1', '--by', 'anna', '--limit', '5'], env);
  expect(code).toBe(0);
  expect(server.calls.map(({ path }) => path)).toEqual(['/api/audit?limit=5&review=rv_1&by=anna']);
  expect(out.replaceAll(/ +/g, ' ')).toContain(
    `${entry.at} anna approve review rv_1 (looks \u{fffd}[31mgood) version 1 → 2, status open → approved`,
  );
  expect(out).toContain('--before 17-0.0');
  expect(JSON.parse((await inreply(['audit', '--json'], env)).out)).toEqual({
    entries: [entry],
    next: '17-0.0',
  });
});

it('says when there is nothing, and what the server refuses', async () => {
  await using empty = await serve(() => ({ json: { entries: [], next: null } }));
  const { out } = await inreply(['audit'], { API_TOKEN: 'x', PORT: empty.port });
  expect(out).toBe('nothing is in the audit stream');
  const error = { type: 'invalid_query', message: 'limit: is a number' };
  await using wrong = await serve(() => ({ status: 400, json: { error } }));
  const refused = await inreply(['audit', '--limit', 'x'], { API_TOKEN: 'x', PORT: wrong.port });
  expect(refused).toMatchObject({ code: 1, err: 'limit: is a number' });
});
