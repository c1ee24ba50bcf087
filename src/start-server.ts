import { fileURLToPath } from 'node:url';
import { apiToken } from './api-token.ts';
import { gapsReport } from './knowledge-report.ts';
import { autonomyDesk, takeBackAndWake } from './autonomy-desk.ts';
import {
  admitAndWake,
  type Context,
  decideAndWake,
  openStores,
  reportAndWake,
  undoAndWake,
} from './context.ts';
import { deciderDesks } from './decider-desk.ts';
import { outlookOf, registerGauges } from './gauges.ts';
import { insightDesk } from './insight-desk.ts';
import { liveNews } from './live-news.ts';
import { reviewDesk } from './review-desk.ts';
import { signInDesk } from './sign-in-desk.ts';
import { startWatch } from './watch.ts';
import { createApp } from '#server/app.ts';
import { readBuiltPage } from '#server/built-page.ts';
import { type Listening, listen } from '#server/listen.ts';
import { createPairs } from '#store/pairs.ts';
import { createAuditTrail } from '#store/audit-trail.ts';
import { failFast } from '#store/connection.ts';

/** Starts HTTP; the connection to Redis fails fast, so that a webhook gets its 503 in time. */
export async function startServer(
  context: Context,
  stack: AsyncDisposableStack,
  stopping: AbortSignal,
): Promise<Listening> {
  const { config, events, metrics, agents } = context;
  const { token, made } = apiToken(config);
  const stores = await openStores(context, failFast, stack);
  registerGauges(context, stores);
  startWatch(context, stores, stack);
  const autonomy = autonomyDesk(context, stores);
  const insight = insightDesk(context, stores, autonomy, stack);
  const access = await signInDesk(context, stores, stack, stopping);
  const app = createApp({
    ...insight,
    secrets: config.nylas.webhookSecrets,
    admit(arrivals) {
      for (const { grantId, threadId } of arrivals) if (threadId) insight.threads.forget(grantId, threadId);
      return admitAndWake(stores, events, arrivals);
    },
    takeReport: (report) => reportAndWake(stores, events, report),
    mailboxOf: (grantId) => agents.mailboxOf(grantId)?.mailbox,
    reviews: {
      list: (query) => stores.reviews.list(query),
      find: (id) => stores.reviews.find(id),
      decide: (...verdict) => decideAndWake(stores, ...verdict),
      undo: (...which) => undoAndWake(stores, ...which),
    },
    reviewDesk: reviewDesk(context, stores),
    pairs: createPairs(stores.redis, config.shards),
    auditTrail: createAuditTrail(stores.redis, config.shards),
    survey: stores.survey,
    pauses: stores.pauses,
    agentNames: (sees) =>
      agents
        .agents()
        .filter(({ config: { mailboxes } }) => mailboxes.every(({ grant }) => sees(grant)))
        .map(({ name }) => name),
    deadLetters: stores.deadLetters,
    autonomy,
    gaps: gapsReport(context, stores),
    takeBack: (...reply) => takeBackAndWake(stores, ...reply),
    news: liveNews(context, stores, stack, stopping),
    findMessage: (...ids) => stores.ledger.find(...ids),
    ping: async () => {
      await stores.redis.ping();
      return true;
    },
    renderMetrics: metrics.renderMetrics,
    outlook: outlookOf(context, stores),
    isStopping: () => stopping.aborted,
    apiToken: token,
    access,
    ...deciderDesks(context, stores, stack, access),
    publicUrl: config.http.publicUrl,
    page: readBuiltPage(fileURLToPath(new URL('../dist/web', import.meta.url))),
    events,
    now: Date.now,
  });
  const listening = stack.adopt(await listen(app, config.http), (one) => one.close());
  if (config.apiToken === undefined) {
    process.stdout.write(
      `API_TOKEN is not set; ${made ? 'one was made and is' : 'the one'} kept in ${config.dataDir}/api-token is in force:\n` +
        `  ${token}\nSign in: http://${config.http.host}:${listening.port}/sign-in#${token}\n`,
    );
  }
  return listening;
}
