import { once } from 'node:events';
import { createServer } from 'node:net';
import { z } from 'zod';
import { messageOf } from '#errors.ts';
import { findRedisServer } from '#store/private-redis-server.ts';
import { judgeUnseen } from '#store/unseen.ts';
import type { Config } from '../config.ts';
import { bad, good, type Finding } from './finding.ts';
import { Paused, pauseLines } from './pause.ts';
import { askServer, readAnswer, serverUrl } from './server.ts';
import type { Terminal } from './terminal.ts';

const TIMEOUT_MS = 3_000;

const Ready = z.looseObject({
  oldest_unseen_seconds: z.number(),
  models_away: z.array(z.string()).optional(),
});

export async function checkNode(): Promise<Finding[]> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 21)
    ? [good(`Node ${process.versions.node}`)]
    : [bad(`Node ${process.versions.node} is too old; install 24.21 or newer`)];
}

/** Redis answers and keeps what it is given; or there is a binary for a private one. */
export async function checkRedis({ redis, dataDir }: Config): Promise<Finding[]> {
  if (redis.url !== undefined) return checkRedisAt(redis.url);
  const binary = findRedisServer();
  return binary === undefined
    ? [
        bad(
          'no redis-server on PATH: apt-get install redis-server / brew install redis / docker compose up, or set REDIS_URL',
        ),
      ]
    : [good(`Redis: a private one by ${binary}, under ${dataDir}`)];
}

async function checkRedisAt(url: string): Promise<Finding[]> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
  });
  const { host, port } = redis.options; // without the password of the url
  const place = `Redis at ${host ?? 'the given place'}:${port ?? 6379}`;
  let reason = '';
  redis.on('error', (error) => (reason = error.message));
  try {
    await redis.connect();
    await redis.ping();
    return [good(`${place} answers`), ...(await checkDurability(redis, place))];
  } catch (error) {
    return [bad(`${place} does not answer (${reason || messageOf(error)}); start it, or correct REDIS_URL`)];
  } finally {
    redis.disconnect();
  }
}

async function checkDurability(
  redis: { config(verb: 'GET', name: string): Promise<unknown> },
  place: string,
): Promise<Finding[]> {
  const wanted = {
    'maxmemory-policy': ['noeviction', 'or it forgets mail when memory is full'],
    appendonly: ['yes', 'or it forgets mail when it is restarted'],
  } as const;
  const findings: Finding[] = [];
  for (const [name, [value, why]] of Object.entries(wanted)) {
    const answer = await redis.config('GET', name).catch(() => undefined); // hosted ones forbid CONFIG
    const current: unknown = Array.isArray(answer) ? answer[1] : undefined;
    if (typeof current !== 'string' || current === value) continue;
    findings.push(bad(`${place} has ${name} ${current}; set ${name} ${value} (infra/redis.conf), ${why}`));
  }
  return findings;
}

/** The port is free, or our server is on it already. */
export async function checkPort(config: Config, { signal }: Pick<Terminal, 'signal'>): Promise<Finding[]> {
  const { host, port } = config.http;
  const url = serverUrl(config);
  if (await isOurs(url, signal))
    return [
      good(`the server runs at ${url}`),
      ...(await checkUnseen(config, signal)),
      ...(await checkPauses(config, signal)),
    ];
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
    return [good(`port ${port} on ${host} is free`)];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      return [bad(`port ${port} on ${host} is taken by something else; stop what runs there, or set PORT`)];
    }
    return [bad(`cannot listen on port ${port} of ${host} (${messageOf(error)}); correct HOST and PORT`)];
  } finally {
    probe.close();
  }
}

/** How long the running server says that mail may have gone unseen, and which models it passes over. */
async function checkUnseen(config: Config, signal: AbortSignal): Promise<Finding[]> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const answer = await fetch(`${serverUrl(config)}/readyz`, { signal: limit });
    const { oldest_unseen_seconds: seconds, models_away: away = [] } = Ready.parse(await answer.json());
    const models = away.map((model) =>
      bad(`the server passes model ${model} over: it failed again and again`),
    );
    const isTooLong = judgeUnseen(
      { waitingSeconds: seconds, uncomparedSeconds: seconds },
      { sweepSeconds: config.worker.sweepSeconds, quietSeconds: 0 },
    ).includes('mailbox_not_compared');
    const seen = isTooLong
      ? bad(`mail may have gone unseen for ${seconds} seconds; does a worker run, and what does its log say?`)
      : good(`no mail has gone unseen for longer than ${seconds} seconds`);
    return [seen, ...models];
  } catch {
    return []; // not ready, or of another version: nothing can be said
  }
}

/** What the running server says is paused; nothing when it does not let us ask. */
async function checkPauses(config: Config, signal: AbortSignal): Promise<Finding[]> {
  try {
    const answer = await askServer(config, '/api/pause', { signal });
    if (answer.kind !== 'good') return [];
    const lines = pauseLines(readAnswer(Paused, answer.body));
    return lines.map((line) => bad(`${line}; nothing leaves by itself until inreply resume`));
  } catch {
    return []; // no token here, or another version
  }
}

async function isOurs(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    // Without the token: only our own server refuses in this shape.
    const answer = await fetch(`${url}/api/reviews`, { signal: limit });
    const text = await answer.text();
    return answer.status === 401 && text.includes('"unauthorized"');
  } catch {
    return false;
  }
}
