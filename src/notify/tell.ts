import type { Agent } from '#domain/agent-config.ts';
import type { Notification } from '#domain/notification.ts';
import type { Clock } from '#domain/ports.ts';
import type { Review } from '#domain/review.ts';
import { PermanentError } from '#errors.ts';
import type { Events } from '#telemetry/events.ts';
import { type DigestDeps, sendDigest } from './digest.ts';
import { payloadOf } from './payload.ts';
import type { CallSlack } from './slack-api.ts';
import { refuseInSlack, showInSlack, type SlackDeps } from './slack.ts';
import { sendWebhook, webhookIdOf } from './webhook.ts';

export type TellDeps = {
  agentOf: (name: string) => Agent | undefined;
  findReview: (id: string) => Promise<Review | undefined>;
  /** Undefined without SLACK_BOT_TOKEN. */
  slack: CallSlack | undefined;
  posts: SlackDeps['posts'];
  fingerprint: SlackDeps['fingerprint'];
  /** Receivers that want nothing any more. */
  gone: { has(url: string): Promise<boolean>; add(url: string): Promise<void> };
  /** What a digest needs beside this. */
  digest: Pick<DigestDeps, 'digests' | 'waitingIn' | 'key' | 'send' | 'reconcileMs'>;
  /** Where something is on the page; null without PUBLIC_URL. */
  pageUrl: (path: string) => string | null;
  events: Pick<Events, 'notificationSent' | 'receiverGone'>;
  now: Clock;
};

/**
 * Tells one target, as its agent's file names it now; one that it names no more is told nothing. Rejects with a
 * TransientError when it is to be tried again, and a PermanentError when it never can be told.
 */
export async function tell(deps: TellDeps, one: Notification, signal: AbortSignal): Promise<void> {
  if (await tellIt(deps, one, signal)) {
    deps.events.notificationSent({ kind: one.kind, ...('agent' in one && { agent: one.agent }) });
  }
}

async function tellIt(deps: TellDeps, one: Notification, signal: AbortSignal): Promise<boolean> {
  if (one.kind === 'slack_refusal') {
    await refuseInSlack(slackOf(deps), one, signal);
    return true;
  }
  const agent = deps.agentOf(one.agent);
  const { webhook, slack, digest } = agent?.config.notify ?? {};
  switch (one.kind) {
    case 'webhook':
      return webhook !== undefined && callWebhook(deps, one, webhook, signal);
    case 'slack':
      if (slack === undefined) return false;
      await showInSlack({ ...deps, call: slackOf(deps) }, slack, one, signal);
      return true;
    case 'digest':
      if (agent === undefined || digest?.to.includes(one.to) !== true) return false;
      return (await sendDigest({ ...deps, ...deps.digest }, agent, one, signal)) === 'sent';
  }
}

async function callWebhook(
  deps: TellDeps,
  { agent, newsId, news, atMs }: Extract<Notification, { kind: 'webhook' }>,
  target: Parameters<typeof sendWebhook>[0] & { include: Parameters<typeof payloadOf>[3] },
  signal: AbortSignal,
): Promise<boolean> {
  if (await deps.gone.has(target.url)) return false;
  const review = 'reviewId' in news ? await deps.findReview(news.reviewId) : undefined;
  const body = payloadOf(news, atMs, review, target.include, deps.pageUrl);
  const message = { id: webhookIdOf(newsId, target.url), body };
  const delivered = await sendWebhook(target, message, deps.now, signal);
  if (delivered === 'taken') return true;
  await deps.gone.add(target.url);
  deps.events.receiverGone({ agent, host: new URL(target.url).host });
  return false;
}

function slackOf({ slack }: TellDeps): CallSlack {
  if (slack === undefined) throw new PermanentError('SLACK_BOT_TOKEN is not set: set it, and start again');
  return slack;
}
