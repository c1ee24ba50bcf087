import type { Context, Stores } from './context.ts';
import { outlookOf, registerGauges } from './gauges.ts';
import { startWatch } from './watch.ts';

/**
 * What a server does beside its work, for a worker that runs without one: the watch over unseen mail and, where METRICS_PORT
 * is set, `/healthz`, `/readyz` and `/metrics` on HOST.
 */
export async function startHealth(
  context: Context,
  stack: AsyncDisposableStack,
  stores: Stores,
  stopping: AbortSignal,
): Promise<void> {
  startWatch(context, stores, stack);
  const { host, metricsPort } = context.config.http;
  if (metricsPort === undefined) return;
  registerGauges(context, stores);
  // Loaded only where it is wanted: a worker needs no HTTP server otherwise.
  const [{ createHealthApp }, { listen }] = await Promise.all([
    import('#server/health.ts'),
    import('#server/listen.ts'),
  ]);
  const app = createHealthApp({
    ping: async () => {
      await stores.redis.ping();
      return true;
    },
    renderMetrics: context.metrics.renderMetrics,
    outlook: outlookOf(context, stores),
    isStopping: () => stopping.aborted,
  });
  const where = { host, port: metricsPort, setting: 'METRICS_PORT' };
  stack.adopt(await listen(app, where), (one) => one.close());
}
