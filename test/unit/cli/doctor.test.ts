import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inreply, serve, type Call } from './stub.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'doctor-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

function anAgent(name: string, yaml: string): void {
  mkdirSync(join(cwd, 'agents', name), { recursive: true });
  writeFileSync(join(cwd, 'agents', name, 'agent.yaml'), yaml);
  writeFileSync(join(cwd, 'agents', name, 'instructions.md'), 'Be kind.');
}

const mailboxes = (grant: string) =>
  `mailboxes: [{ grant: ${grant}, address: ${grant}@example.com }]\ncategories: { a: { when: b, action: skip } }\n`;

const data = (value: unknown) => ({ json: { request_id: 'r', data: value } });

/** Nylas and a model in one. */
function peers({ path, method }: Call) {
  if (path.startsWith('/v3/webhooks')) {
    return data([
      {
        id: 'w1',
        webhook_url: 'https://a.example/webhooks/nylas',
        status: 'active',
        trigger_types: ['message.created'],
      },
      {
        id: 'w2',
        webhook_url: 'https://b.example/webhooks/nylas',
        status: 'failed',
        trigger_types: ['message.created'],
      },
    ]);
  }
  const grant = /^\/v3\/grants\/(\w+)$/.exec(path)?.[1];
  if (grant === 'good') return data({ id: grant, email: 'good@example.com', grant_status: 'valid' });
  if (grant === 'lapsed') return data({ id: grant, email: 'lapsed@example.com', grant_status: 'invalid' });
  if (grant === 'other') return data({ id: grant, email: 'somebody@example.com', grant_status: 'valid' });
  if (method === 'POST' && path === '/v1/chat/completions') {
    const answer = {
      category: 'question',
      confidence: 1,
      language: 'en',
      needs_reply: true,
      injection: false,
      reason: 'x',
    };
    const choice = {
      index: 0,
      finish_reason: 'stop',
      message: { role: 'assistant', content: JSON.stringify(answer) },
    };
    return { json: { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [choice] } };
  }
  return {
    status: 404,
    json: { request_id: 'r', error: { type: 'not_found_error', message: 'no such grant' } },
  };
}

async function doctor(env: Record<string, string>): Promise<{ code: number; lines: string[] }> {
  const { code, out } = await inreply(['doctor'], { PORT: '0', ...env }, { cwd });
  return { code, lines: out.split('\n') };
}

const envOf = (url: string) => ({
  NYLAS_API_KEY: 'key',
  NYLAS_API_URL: url,
  NYLAS_WEBHOOK_SECRET: 'secret',
  OPENAI_BASE_URL: `${url}/v1`,
  OPENAI_MODEL: 'm1',
  PUBLIC_URL: 'https://a.example',
});

describe('inreply doctor', () => {
  it('finds nothing wrong when all is well', async () => {
    await using server = await serve(peers);
    anAgent('support', mailboxes('good'));
    const { code, lines } = await doctor(envOf(server.url));
    expect(lines).toEqual([
      expect.stringMatching(/^✓ Node 2\d\./),
      '✓ settings are complete',
      expect.stringMatching(/^✓ Redis: a private one by .*, under /),
      '✓ agents: support (review)',
      `✓ Nylas at ${server.url} accepts the key`,
      '✓ mailbox good@example.com of agent support: grant good is valid',
      '✓ webhook: Nylas delivers to https://a.example/webhooks/nylas',
      expect.stringMatching(/^✓ model m1 answers \(\d+ ms\)$/),
      '✓ port 0 on 127.0.0.1 is free',
    ]);
    expect(code).toBe(0);
  });

  it('names every fault with its remedy', async () => {
    await using server = await serve(peers);
    for (const grant of ['lapsed', 'other', 'absent']) anAgent(grant, mailboxes(grant));
    anAgent('broken', 'mode: maybe\n');
    const { code, lines } = await doctor({
      ...envOf(server.url),
      OPENAI_BASE_URL: `${server.url}/nowhere`,
      PUBLIC_URL: 'https://b.example',
      REDIS_URL: 'redis://:hidden@127.0.0.1:1',
      PORT: server.port,
    });
    expect(code).toBe(1);
    expect(lines.filter((line) => line.startsWith('✗'))).toEqual([
      expect.stringMatching(
        /^✗ Redis at 127\.0\.0\.1:1 does not answer \(.*ECONNREFUSED.*\); start it, or correct REDIS_URL$/,
      ),
      expect.stringMatching(/broken\/agent\.yaml:1: mailboxes is missing/),
      expect.stringMatching(/broken\/agent\.yaml:1: mode must be one of/),
      expect.stringMatching(/broken\/agent\.yaml:1: categories is missing/),
      expect.stringMatching(/agent absent: this application has no grant absent; inreply accounts list/),
      expect.stringMatching(/agent lapsed: grant lapsed is invalid; see it in the Nylas dashboard/),
      expect.stringMatching(/agent other: grant other belongs to somebody@example\.com; correct agent\.yaml/),
      expect.stringMatching(
        /webhook: w2 for https:\/\/b\.example\/webhooks\/nylas is failed; .*webhooks activate w2$/,
      ),
      expect.stringMatching(/^✗ model m1: /),
      `✗ port ${server.port} on 127.0.0.1 is taken by something else; stop what runs there, or set PORT`,
    ]);
    expect(lines.at(-1)).toBe('10 things to put right');
    expect(lines.join('\n')).not.toContain('hidden');
  });

  it('says what is missing on a new machine, and what it could not look at', async () => {
    const { code, lines } = await doctor({});
    expect(code).toBe(1);
    expect(lines.map((line) => line.slice(0, 40))).toEqual([
      expect.stringMatching(/^✓ Node/),
      '✗ NYLAS_API_KEY is not set: create an AP',
      '✗ OPENAI_API_KEY is not set: set it, or ',
      expect.stringMatching(/^. Redis|^✗ no redis-server/),
      expect.stringMatching(/^✗ no agents folder at /),
      '– Nylas: NYLAS_API_KEY is not set',
      '– model: OPENAI_MODEL is not set',
      '✓ port 0 on 127.0.0.1 is free',
      '',
      '3 things to put right',
    ]);
  });

  it('stops at settings that cannot be read, with all of them named', async () => {
    const { lines } = await doctor({ PORT: 'x', SHARDS: 'y', NYLAS_API_KEY: 'k', OPENAI_API_KEY: 'k' });
    expect(lines.slice(1, 4)).toEqual([
      '✗ PORT must be a whole number from 0 to 65535, not "x"',
      '✗ SHARDS must be a whole number from 1 to 1024, not "y"',
      '– Redis, agents, Nylas, model and port: put the settings right first',
    ]);
  });

  it.each([
    [12, '✓ no mail has gone unseen for longer than 12 seconds'],
    [1000, '✗ mail may have gone unseen for 1000 seconds; does a worker run, and what does its log say?'],
  ])('asks our own server how long mail has gone unseen: %i seconds', async (seconds, line) => {
    await using server = await serve(({ path }) =>
      path === '/readyz'
        ? { json: { status: 'ready', oldest_unseen_seconds: seconds } }
        : { status: 401, json: { error: { type: 'unauthorized', message: 'sign in' } } },
    );
    expect((await doctor({ PORT: server.port })).lines).toContain(line);
  });

  it('tells which models our own server passes over', async () => {
    await using server = await serve(({ path }) =>
      path === '/readyz'
        ? { json: { status: 'ready', oldest_unseen_seconds: 1, models_away: ['big'] } }
        : { status: 401, json: { error: { type: 'unauthorized', message: 'sign in' } } },
    );
    const { lines } = await doctor({ PORT: server.port });
    expect(lines).toContain('✗ the server passes model big over: it failed again and again');
  });

  it('asks every model that an agent may ask, at its own server', async () => {
    await using server = await serve(peers);
    const models = `model: m2
models: { classify: small, draft: [m2, { model: other, provider: second }], small: small }
providers: { second: { base_url: "${server.url}/nowhere", api_key: k } }
`;
    anAgent('good', mailboxes('good') + models);
    const { lines } = await doctor(envOf(server.url));
    const told = lines.filter((line) => / model /.test(line));
    expect(told).toEqual([
      expect.stringMatching(/^✓ model small answers/),
      expect.stringMatching(/^✓ model m2 answers/),
      expect.stringMatching(/^✗ model other at second: model other not found .*providers\.second\.base_url/),
    ]);
  });

  it('recognises our own server on the port', async () => {
    await using server = await serve(() => ({
      status: 401,
      json: { error: { type: 'unauthorized', message: 'sign in' } },
    }));
    const { lines } = await doctor({ PORT: server.port });
    expect(lines).toContain(`✓ the server runs at ${server.url}`);
  });
});
