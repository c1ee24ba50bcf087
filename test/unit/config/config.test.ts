import { inspect } from 'node:util';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { environmentIn, loadConfig, type Environment, type Role } from '../../../src/config.ts';

const keys = { NYLAS_API_KEY: 'nyk_secret', OPENAI_API_KEY: 'sk-secret' };

function faultsOf(env: Environment, role: Role = 'cli'): string[] {
  try {
    loadConfig(env, role);
    return [];
  } catch (error) {
    return String(error)
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

describe('the configuration', () => {
  it('has the documented defaults', () => {
    const { env: _, ...config } = loadConfig(keys);
    expect(config).toEqual({
      role: 'all',
      http: { host: '127.0.0.1', port: 3000, publicUrl: undefined },
      apiToken: undefined,
      signIn: { byToken: true, proxies: 0 },
      slack: { apiUrl: 'https://slack.com/api' },
      nylas: {
        apiKey: 'nyk_secret',
        apiUrl: 'https://api.us.nylas.com',
        webhookSecrets: [],
        timeoutMs: 30_000,
        sendTimeoutMs: 150_000,
      },
      model: { apiKey: 'sk-secret', baseUrl: undefined, name: undefined, timeoutMs: 60_000 },
      redis: { url: undefined },
      dataDir: resolve('data'),
      agentsDir: './agents',
      worker: { concurrency: 50, leaseMs: 30_000, sendReconcileMs: 2_700_000, sweepSeconds: 300 },
      shards: 1,
      keepPromptsDays: 0,
      logLevel: 'info',
      warnings: [expect.stringContaining('NYLAS_WEBHOOK_SECRET is not set')],
    });
  });

  it('takes a blank variable as not set, and trims the others', () => {
    const config = loadConfig({ ...keys, PORT: ' ', HOST: '', OPENAI_MODEL: ' m ', EMPTY: '' });
    expect(config.http).toMatchObject({ port: 3000, host: '127.0.0.1' });
    expect(config.model.name).toBe('m');
    expect(config.env).toEqual({ ...keys, OPENAI_MODEL: 'm' });
  });

  it('takes several webhook secrets, and addresses without the slash at their end', () => {
    const config = loadConfig({
      ...keys,
      NYLAS_WEBHOOK_SECRET: 'a, b,',
      NYLAS_API_URL: 'http://127.0.0.1:3100/',
      OPENAI_BASE_URL: 'http://127.0.0.1:3100/v1/',
      PUBLIC_URL: 'https://mail.example.com/',
    });
    expect(config.nylas).toMatchObject({ webhookSecrets: ['a', 'b'], apiUrl: 'http://127.0.0.1:3100' });
    expect(config.model.baseUrl).toBe('http://127.0.0.1:3100/v1');
    expect(config.http.publicUrl).toBe('https://mail.example.com');
    expect(config.warnings).toEqual([]);
  });

  it('needs no model key for a server of its own', () => {
    const config = loadConfig({ NYLAS_API_KEY: 'k', OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' });
    expect(config.model.apiKey).toBe('none');
  });

  it('is frozen through and through', () => {
    const config = loadConfig({ ...keys, NYLAS_WEBHOOK_SECRET: 'a' });
    for (const part of [config, config.http, config.nylas, config.model, config.redis, config.worker]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    expect(Object.isFrozen(config.env) && Object.isFrozen(config.nylas.webhookSecrets)).toBe(true);
  });

  it('shows no secret when it is logged, inspected or turned into JSON, whole or in part', () => {
    const config = loadConfig({
      ...keys,
      NYLAS_WEBHOOK_SECRET: 'wh_secret',
      API_TOKEN: 'token_secret_0123456',
      REDIS_URL: 'redis://:pw_secret@127.0.0.1',
      OTHER: 'env_secret',
    });
    let logged = '';
    const log = pino({}, { write: (line: string) => void (logged += line) });
    log.info({ config, nylas: config.nylas });
    const shown = [
      logged,
      inspect(config, { depth: 9 }),
      JSON.stringify([config, config.nylas, config.redis]),
    ];
    for (const text of [...shown, inspect(config.model)]) {
      expect(text).not.toMatch(/_secret|sk-secret/);
    }
    expect(logged).toContain('"port":3000');
    expect(config.nylas.apiKey).toBe('nyk_secret');
  });

  it('adds what .env says beneath what is set', () => {
    const dir = mkdtempSync(join(tmpdir(), 'env-'));
    writeFileSync(join(dir, '.env'), 'PORT=4000\nHOST="10.0.0.1"\n');
    expect(environmentIn(dir, { PORT: '5000' })).toEqual({ PORT: '5000', HOST: '10.0.0.1' });
    rmSync(dir, { recursive: true });
    expect(environmentIn(dir, { PORT: '5000' })).toEqual({ PORT: '5000' });
  });
});

describe('faults of the configuration', () => {
  it('are all listed at once, with the variable and what to do', () => {
    expect(() => loadConfig({ PORT: '70000', HOST: '0.0.0.0', LOG_LEVEL: 'loud' })).toThrow(
      [
        '5 settings need attention (all are explained in .env.example):',
        '  NYLAS_API_KEY is not set: create an API key in the Nylas dashboard (API Keys) and set it',
        '  OPENAI_API_KEY is not set: set it, or set OPENAI_BASE_URL to an OpenAI-compatible server of your own (and OPENAI_MODEL to the model that agents use)',
        '  API_TOKEN is not set, and HOST 0.0.0.0 can be reached from other machines: set a long random one, for example from openssl rand -hex 24',
        '  PORT must be a whole number from 0 to 65535, not "70000"',
        '  LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent',
      ].join('\n'),
    );
  });

  it.each<[Environment, string]>([
    [{ PORT: '-1' }, 'PORT must be a whole number from 0 to 65535, not "-1"'],
    [{ PORT: '3e3' }, 'PORT must be a whole number from 0 to 65535, not "3e3"'],
    [{ SHARDS: '0' }, 'SHARDS must be a whole number from 1 to 1024, not "0"'],
    [
      { SEND_RECONCILE_MS: '3600000' },
      'SEND_RECONCILE_MS must be a whole number from 1 to 3540000, not "3600000"',
    ],
    [
      { NYLAS_API_URL: 'api.us.nylas.com' },
      'NYLAS_API_URL must be an address that starts with http:// or https://',
    ],
    [{ PUBLIC_URL: 'ftp://x' }, 'PUBLIC_URL must be an address that starts with http:// or https://'],
    [{ REDIS_URL: 'http://:pw@x' }, 'REDIS_URL must be an address such as redis://127.0.0.1:6379/0'],
  ])('name what is wrong with a value: %j', (env, fault) => {
    expect(faultsOf(env)).toEqual([fault]);
  });

  it.each<[Role, Environment, string[]]>([
    ['worker', { HOST: '0.0.0.0' }, ['NYLAS_API_KEY', 'OPENAI_API_KEY']],
    ['server', {}, []],
    ['server', { HOST: '0.0.0.0' }, ['API_TOKEN']],
    ['server', { HOST: '0.0.0.0', API_TOKEN: 'x' }, []],
    ['server', { HOST: '::1' }, []],
    ['server', { HOST: 'localhost' }, []],
    ['cli', { HOST: '0.0.0.0' }, []],
  ])('depend on the role: %s with %j', (role, env, missing) => {
    expect(faultsOf(env, role).map((fault) => fault.split(' ')[0])).toEqual(missing);
  });

  it('are only warnings where the service can run', () => {
    expect(loadConfig({ API_TOKEN: 'short' }, 'server').warnings).toEqual([
      expect.stringContaining('NYLAS_WEBHOOK_SECRET'),
      expect.stringContaining('API_TOKEN has fewer than 16 characters'),
    ]);
    expect(loadConfig(keys, 'worker').warnings).toEqual([]);
  });
});
