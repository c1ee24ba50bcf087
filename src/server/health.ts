import { Hono } from 'hono';
import { refuse } from './answers.ts';

export type HealthDeps = {
  /** Whether Redis answers; given a second for it. */
  ping: () => Promise<boolean>;
  renderMetrics: () => Promise<string>;
  /** True once the process drains, so that a load balancer sends nothing more. */
  isStopping: () => boolean;
};

const pingTimeoutMs = 1000;

/**
 * `GET /healthz`: the process lives. `GET /readyz`: it can take work, because Redis answers. `GET /metrics`:
 * Prometheus. None asks for a sign-in: probes and scrapers have none, and no id, address or mail is in them.
 */
export function healthRoutes({ ping, renderMetrics, isStopping }: HealthDeps): Hono {
  const app = new Hono();

  app.get('/healthz', (c) => c.json({ status: 'ok' }));

  app.get('/readyz', async (c) => {
    if (isStopping()) return refuse(c, 503, 'stopping', 'The server is stopping; send requests elsewhere.');
    if (await isAnswering(ping)) return c.json({ status: 'ready' });
    return refuse(c, 503, 'redis_away', 'Redis does not answer; start it or correct REDIS_URL.');
  });

  app.get('/metrics', async (c) =>
    c.text(await renderMetrics(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );

  return app;
}

/** Whether the ping succeeds within a second; one that fails or hangs is a Redis that does not answer. */
export async function isAnswering(ping: () => Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), pingTimeoutMs);
  });
  try {
    return await Promise.race([ping(), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
