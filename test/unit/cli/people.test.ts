import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createPasswordCheck } from '#server/sign-in/password.ts';
import { readSecret } from '../../../src/cli/read-secret.ts';
import { inreply, serve } from './stub.ts';

const asking = (port: string) => ({ API_TOKEN: 'cli-test-token-0123', PORT: port });

describe('inreply people', () => {
  it('hash prints what PEOPLE_FILE wants, and never the password', async () => {
    const password = 'correct horse battery';
    const { code, out } = await inreply(['people', 'hash'], {}, { secret: password });
    expect(code).toBe(0);
    expect(out).not.toContain(password);
    expect(await createPasswordCheck()({ password, hash: out, like: out })).toBe('right');
  });

  it('hash refuses a short password', async () => {
    const { code, err } = await inreply(['people', 'hash'], {}, { secret: 'short' });
    expect([code, err]).toEqual([1, 'the password has fewer than 10 characters; take a longer one']);
  });

  it('lists people, and signs one out', async () => {
    await using server = await serve(({ method }) =>
      method === 'GET'
        ? { json: { people: [{ id: 'anna', name: 'Anna Ruiz', role: 'reviewer' }] } }
        : { json: { sessions: 2 } },
    );
    const listed = await inreply(['people'], asking(server.port));
    expect(listed.out).toBe('ID    NAME       ROLE\nanna  Anna Ruiz  reviewer');
    const out = await inreply(['people', 'sign-out', 'anna'], asking(server.port));
    expect(out.out).toBe('anna is signed out; sessions that ended: 2');
    expect(server.calls[1]).toMatchObject({ method: 'POST', path: '/api/people/anna/sign-out' });
  });
});

describe('inreply tokens', () => {
  it('makes one with its role, mailboxes and end, and shows it alone on standard output', async () => {
    await using server = await serve(() => ({ json: { name: 'ci', token: 'inr_ci_x', expires_at: null } }));
    const { code, out, err } = await inreply(
      ['tokens', 'create', '--name', 'ci', '--role', 'viewer', '--mailbox', 'g1', 'g2', '--expires', '90d'],
      asking(server.port),
    );
    expect([code, out]).toEqual([0, 'inr_ci_x']);
    expect(err).toContain('shown this once');
    const sent = { name: 'ci', role: 'viewer', mailboxes: ['g1', 'g2'], expires_at: expect.any(String) };
    expect(server.calls[0]).toMatchObject({ path: '/api/tokens', body: sent });
    const { expires_at: ends } = z.looseObject({ expires_at: z.string() }).parse(server.calls[0]?.body);
    const days = (Date.parse(ends) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(90);
  });

  it.each([
    [['--name', 'ci'], '--role'],
    [['--name', 'ci', '--role', 'boss'], 'Allowed choices are viewer, reviewer, admin'],
    [['--name', 'ci', '--role', 'viewer', '--expires', 'never'], '--expires is a number of days'],
  ])('is called wrongly with %j', async (args, sentence) => {
    const { code, err } = await inreply(['tokens', 'create', ...args], asking('1'));
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });

  it('lists and revokes', async () => {
    const token = {
      name: 'ci',
      role: 'viewer',
      mailboxes: 'all',
      by: 'api',
      created_at: '2026-11-21T09:00:00.000Z',
      expires_at: null,
      last_used_at: null,
    };
    await using server = await serve(({ method }) =>
      method === 'GET' ? { json: { tokens: [token] } } : { json: { status: 'revoked' } },
    );
    for (const args of [['tokens'], ['tokens', 'list']]) {
      const { out } = await inreply(args, asking(server.port));
      expect(out.split('\n')[1]).toBe('ci    viewer  never    never      all');
    }
    const { out } = await inreply(['tokens', 'revoke', 'ci'], asking(server.port));
    expect(out).toBe('token ci is over');
    expect(server.calls.at(-1)).toMatchObject({ method: 'POST', path: '/api/tokens/ci/revoke' });
  });
});

describe('a secret', () => {
  const still = new AbortController().signal;

  function terminal(isTTY: boolean) {
    const screen: string[] = [];
    const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => input });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of a terminal as is used
    const stream = input as unknown as ReadStream;
    const reading = readSecret('Password', stream, { write: (text) => screen.push(text) }, still);
    return { input, reading, screen: () => screen.join('') };
  }

  it.each([
    ['a secret\n', 'a secret'],
    ['a secret', 'a secret'],
    ['a secret\r\nand more\r\n', 'a secret'],
  ])('is read from a pipe: %j', async (piped, secret) => {
    const { input, reading } = terminal(false);
    input.end(piped);
    expect(await reading).toBe(secret);
  });

  it('is not nothing', async () => {
    const { input, reading } = terminal(false);
    input.end('\n');
    await expect(reading).rejects.toThrow('nothing was given');
  });

  it.each([
    ['secret\r', 'secret'],
    ['sekr\u007f\u007fcret\r', 'secret'],
    ['other\r', 'the two differ'],
    ['\u0003', 'interrupted'],
  ])('is typed twice into a terminal, which does not show it: %j', async (again, expected) => {
    const { input, reading, screen } = terminal(true);
    const ended = reading.catch(String);
    input.write('secret\r');
    await expect.poll(screen).toContain('Once more: ');
    input.write(again);
    expect(await ended).toContain(expected);
    expect(screen()).toBe('Password: \nOnce more: \n');
  });
});
