import { Hono } from 'hono';
import { refuse } from './answers.ts';
import type { NodeEnv } from './raw-body.ts';

export type HealthDeps = {
  /** Whether Redis answers; given a second for it. */
  ping: () => Promise<boolean>;
  renderMetrics: () => Promise<string>;
  /** How long mail may have gone unseen, how our webhook destination is, which models are away; null where nothing is known. */
  outlook: () => Promise<{
    oldest_unseen_seconds: number | null;
    webhook: string | null;
    models_away?: string[];
  }>;
  /** True once the process drains, so that a load balancer sends nothing more. */
  isStopping: () => boolean;
};

const timeoutMs = 1000;

/**
 * `GET /healthz`: the process lives. `GET /readyz`: it can take work, because Redis answers. `GET /metrics`:
 * Prometheus. None asks for a sign-in: probes and scrapers have none, and no id, address or mail is in them.
 */
export function healthRoutes({ ping, renderMetrics, isStopping, outlook }: HealthDeps): Hono {
  const app = new Hono();

  app.get('/healthz', (c) => c.json({ status: 'ok' }));

  app.get('/readyz', async (c) => {
    if (isStopping()) return refuse(c, 503, 'stopping', 'The server is stopping; send requests elsewhere.');
    if (await isAnswering(ping)) {
      const unknown = { oldest_unseen_seconds: null, webhook: null };
      return c.json({ status: 'ready', ...((await inTime(outlook)) ?? unknown) });
    }
    return refuse(c, 503, 'redis_away', 'Redis does not answer; start it or correct REDIS_URL.');
  });

  app.get('/metrics', async (c) =>
    c.text(await renderMetrics(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );

  return app;
}

/** The health of a process that serves nothing else. */
export function createHealthApp(deps: HealthDeps): Hono<NodeEnv> {
  return new Hono<NodeEnv>().route('/', healthRoutes(deps));
}

/** Whether the ping succeeds within a second; one that fails or hangs is a Redis that does not answer. */
export async function isAnswering(ping: () => Promise<boolean>): Promise<boolean> {
  return (await inTime(ping)) ?? false;
}

/** What it gives within a second; undefined when it fails or hangs. */
async function inTime<T>(ask: () => Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
