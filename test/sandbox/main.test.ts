import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { optionsFromEnv } from '../../sandbox/options.ts';
import { eventually } from '../helpers/sandbox.ts';

const running = new Set<() => void>();
afterEach(() => {
  for (const kill of running) kill();
  running.clear();
});

/** Runs a file of the sandbox as its own process on free ports. */
function run(file: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [`sandbox/${file}`], {
    env: { ...process.env, PORT: '0', SANDBOX_PORT: '0', SANDBOX_SMTP_PORT: '0', ...env },
  });
  running.add(() => child.kill('SIGKILL'));
  const state = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (state.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (state.err += chunk.toString()));
  const exit = once(child, 'close').then(() => child.exitCode);
  return { child, state, exit };
}

async function takenPort(): Promise<{ port: number; release: () => void }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return { port: address.port, release: () => server.close() };
}

describe('node sandbox/main.ts', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'prints its addresses, serves, and ends with 0 on %s',
    async (signal) => {
      const { child, state, exit } = run('main.ts', { SANDBOX_MAILBOXES: 'g1=one@a.test,g2=two@a.test' });
      const url = await eventually(() => /url=(\S+)/.exec(state.out)?.[1], 'the addresses');
      const answer = await fetch(`${url}/v3/grants`, { headers: { authorization: 'Bearer x' } });
      expect(await answer.text()).toContain('two@a.test');
      child.kill(signal);
      expect(await exit).toBe(0);
    },
  );

  it.each(['SANDBOX_PORT', 'SANDBOX_SMTP_PORT'])(
    'ends with 1 and one line with the remedy when %s is taken',
    async (name) => {
      const { port, release } = await takenPort();
      const { state, exit } = run('main.ts', { [name]: String(port) });
      expect(await exit).toBe(1);
      release();
      expect(state.err.trim().split('\n')).toHaveLength(1);
      expect(state.err).toContain(`127.0.0.1:${port} is taken`);
      expect(state.err).toContain(name);
    },
  );

  it('lists every fault of its settings', () => {
    const env = { SANDBOX_PORT: 'x', SANDBOX_MAILBOXES: 'nonsense', SANDBOX_WEBHOOK_URL: 'http://a.test/' };
    expect(() => optionsFromEnv(env)).toThrow(/SANDBOX_PORT[\s\S]*SANDBOX_MAILBOXES/);
    expect(() => optionsFromEnv({ SANDBOX_WEBHOOK_URL: 'http://a.test/' })).toThrow(/SANDBOX_WEBHOOK_SECRET/);
  });
});

describe('node sandbox/demo.ts', () => {
  it('ends with 1 and one line with the remedy when a port is taken', async () => {
    const { port, release } = await takenPort();
    for (const name of ['PORT', 'SANDBOX_PORT']) {
      const { state, exit } = run('demo.ts', { [name]: String(port) });
      expect(await exit).toBe(1);
      expect(state.err.trim().split('\n')).toHaveLength(1);
      expect(state.err).toContain('PORT=3001 SANDBOX_PORT=3101 SANDBOX_SMTP_PORT=2526 npm run demo');
    }
    release();
  });

  it('ends with 1 and the last words of Inreply when that cannot start', async () => {
    const { state, exit } = run('demo.ts', { AGENTS_DIR: '/nowhere/at/all' });
    expect(await exit).toBe(1);
    expect(state.err).toContain('/nowhere/at/all');
  });

  it('answers and parks its sample mails, and leaves nothing behind on SIGTERM', async () => {
    const { child, state, exit } = run('demo.ts');
    await eventually(
      () => state.out.includes('Ctrl-C stops everything') || undefined,
      `the demo: ${state.err}`,
      55_000,
    );
    expect(state.out.match(/→ answered in its thread/g)?.length).toBe(1);
    expect(state.out.match(/→ waits for a person/g)?.length).toBe(3);
    expect(state.out.match(/→ no answer needed/g)?.length).toBe(2);
    const inreply = /(http:\/\/127\.0\.0\.1:\d+)\/sign-in/.exec(state.out)?.[1] ?? '';
    expect((await fetch(`${inreply}/healthz`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
    await expect(fetch(`${inreply}/healthz`)).rejects.toThrow();
  });
});
