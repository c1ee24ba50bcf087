import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  freePort,
  startMain,
  startWorld,
  supportAgent,
  until,
  type World,
  writeFiles,
} from '../helpers/world.ts';

describe('what a newcomer meets first', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inreply-first-'));
    await writeFiles(join(folder, 'agents/support'), supportAgent);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const settings = (changes: Record<string, string> = {}) => ({
    NYLAS_API_KEY: 'key',
    OPENAI_API_KEY: 'key',
    OPENAI_MODEL: 'model',
    AGENTS_DIR: join(folder, 'agents'),
    DATA_DIR: join(folder, 'data'),
    PORT: '0',
    ...changes,
  });
  it('names every setting that is missing, at once, with what to do', async () => {
    const output = await refusal({
      AGENTS_DIR: join(folder, 'agents'),
      DATA_DIR: join(folder, 'data'),
      PORT: 'x',
    });
    expect(output).toMatch(/NYLAS_API_KEY is not set: /);
    expect(output).toMatch(/OPENAI_API_KEY is not set: /);
    expect(output).toMatch(/PORT must be a whole number/);
  });

  it('names the port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    expect(await refusal(settings({ PORT: port }), 'server')).toContain(`port ${port} on 127.0.0.1 is taken`);
    server.close();
  });

  it('names the Redis that does not answer', async () => {
    const url = `redis://:secret-password@127.0.0.1:${await freePort()}`;
    const output = await refusal(settings({ REDIS_URL: url }), 'server');
    expect(output).toMatch(/Redis at redis:\/\/…@127\.0\.0\.1:\d+ does not answer/);
    expect(output).not.toContain('secret-password');
  });

  it('names file, line and reason of a bad agent', async () => {
    const agents = join(folder, 'bad');
    const yaml = supportAgent['agent.yaml']?.replace('mode: auto', 'mode: automatic\ncatgories: {}');
    await writeFiles(join(agents, 'support'), { ...supportAgent, 'agent.yaml': yaml ?? '' });
    const output = await refusal(settings({ AGENTS_DIR: agents }));
    expect(output).toMatch(/agent\.yaml:4: .*mode/);
    expect(output).toMatch(/agent\.yaml:5: .*catgories.*categories/);
  });

  it('names the setting that an agent file wants', async () => {
    const agents = join(folder, 'unset');
    const yaml = supportAgent['agent.yaml']?.replace('grant: demo-support', 'grant: ${MY_GRANT}');
    await writeFiles(join(agents, 'support'), { ...supportAgent, 'agent.yaml': yaml ?? '' });
    expect(await refusal(settings({ AGENTS_DIR: agents }))).toMatch(/agent\.yaml:2: .*MY_GRANT/);
  });

  it('names what to do when no model is chosen', async () => {
    const { OPENAI_MODEL: _left, ...rest } = settings();
    expect(await refusal(rest)).toMatch(/no model for support: set OPENAI_MODEL/);
  });

  it('does not listen beyond loopback without a token', async () => {
    expect(await refusal(settings({ HOST: '0.0.0.0' }))).toMatch(/API_TOKEN is not set, and HOST 0\.0\.0\.0/);
  });

  it('does not know other roles', async () => {
    expect(await refusal(settings(), 'everything')).toMatch(
      /"everything" is no role; use one of all, server, worker/,
    );
  });

  it('is given a token and a link to sign in when none is set', async () => {
    const main = startMain('server', settings());
    try {
      await until(async () => main.output().includes('"started"') || undefined, 'the server to start');
      expect(main.output()).toMatch(/Sign in: http:\/\/127\.0\.0\.1:\d+\/sign-in#\S+/);
    } finally {
      main.child.kill('SIGTERM');
    }
    expect(await main.ended).toBe(0);
  });
});

describe('a webhook', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ roles: ['server'] });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const body = JSON.stringify({
    type: 'message.created',
    id: 'n1',
    data: {
      object: {
        object: 'message',
        id: 'm1',
        grant_id: 'demo-support',
        thread_id: 't1',
        from: [{ email: 'a@b.example' }],
      },
    },
  });
  const post = (secret: string, text = body) =>
    fetch(`${world.url}/webhooks/nylas`, {
      method: 'POST',
      body: text,
      headers: { 'x-nylas-signature': createHmac('sha256', secret).update(text).digest('hex') },
    });

  it('answers the challenge with exactly its value', async () => {
    const response = await fetch(`${world.url}/webhooks/nylas?challenge=ab%2Bc`);
    expect([response.status, await response.text()]).toEqual([200, 'ab+c']);
  });

  it('is refused when it is signed with another secret, or is no envelope, or is too large', async () => {
    expect((await post('wrong')).status).toBe(401);
    expect((await post('e2e-webhook-secret', 'hello')).status).toBe(400);
    expect((await post('e2e-webhook-secret', 'x'.repeat(2 * 1024 * 1024 + 1))).status).toBe(413);
  });

  it('gets 503 within 3 s while Redis hangs, and 200 once it is back', async () => {
    expect((await post('e2e-webhook-secret')).status).toBe(200);
    const pid = await redisPid(world.dataDir);
    process.kill(pid, 'SIGSTOP');
    const startedMs = performance.now();
    const answers = await Promise.all([post('e2e-webhook-secret'), post('e2e-webhook-secret')]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503]);
    expect(performance.now() - startedMs).toBeLessThan(3000);
    process.kill(pid, 'SIGCONT');
    await until(
      async () => ((await post('e2e-webhook-secret')).status === 200 ? true : undefined),
      'webhooks to be taken again',
    );
  });

  it('gets 503 or 200, never anything else, while Redis is killed, and 200 once it is back', async () => {
    process.kill(await redisPid(world.dataDir), 'SIGKILL');
    const seen = new Set<number>();
    await until(async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => post('e2e-webhook-secret')));
      for (const { status } of answers) seen.add(status);
      return answers.every(({ status }) => status === 200) ? true : undefined;
    }, 'webhooks to be taken again');
    expect([...seen].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  });
});

/** Runs `src/main.ts` until it ends with 1, and gives what it said. */
async function refusal(env: Record<string, string>, role = 'all'): Promise<string> {
  const main = startMain(role, env);
  expect(await main.ended).toBe(1);
  expect(main.output()).not.toMatch(/^\s+at /m);
  return main.output();
}

/** Asks the private Redis itself, over its socket. */
async function redisPid(dataDir: string): Promise<number> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(join(dataDir, 'redis', 'r.sock'));
  const info = await redis.info('server');
  redis.disconnect();
  return Number(/process_id:(\d+)/.exec(info)?.[1]);
}
