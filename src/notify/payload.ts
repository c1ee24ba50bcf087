import type { News } from '#domain/news.ts';
import type { WebhookTarget } from '#domain/notify-config.ts';
import type { Review } from '#domain/review.ts';
import { notifyTypeOf } from './targets.ts';

/** Where people find something on the page; null without PUBLIC_URL. */
export type PageUrl = (path: string) => string | null;

/**
 * The body of a webhook (Standard Webhooks, "Payload structure"): type, time and data. Ids and states; of the mail itself
 * only what the agent's file includes.
 */
export function payloadOf(
  news: News,
  atMs: number,
  review: Review | undefined,
  include: WebhookTarget['include'],
  pageUrl: PageUrl,
): string {
  return JSON.stringify({
    type: notifyTypeOf(news),
    timestamp: new Date(atMs).toISOString(),
    data: dataOf(news, review, include, pageUrl),
  });
}

function dataOf(
  news: News,
  review: Review | undefined,
  include: WebhookTarget['include'],
  pageUrl: PageUrl,
): object {
  switch (news.type) {
    case 'message.concluded':
      return {
        ...threadIds(news),
        state: news.state,
        url: pageUrl(`/activity/${encodeURIComponent(news.grantId)}/${encodeURIComponent(news.messageId)}`),
      };
    case 'alarm':
      return {
        name: news.name,
        agent: news.agent ?? null,
        grant_id: news.grantId ?? null,
        url: pageUrl('/health'),
      };
    case 'agents.changed':
    case 'pause.changed':
      return {};
    case 'review.opened':
    case 'review.changed':
    case 'review.reminder':
    case 'review.decided':
      return {
        ...threadIds(news),
        review_id: news.reviewId,
        version: news.version,
        status: news.status,
        by: news.by,
        category: review?.category ?? null,
        reasons: review?.reasons.map(({ code }) => code) ?? [],
        url: pageUrl(`/reviews/${encodeURIComponent(news.reviewId)}`),
        ...(include.includes('subject') && { subject: review?.subject ?? null }),
        ...(include.includes('from') && { from: review?.from ?? [] }),
      };
  }
}

const threadIds = (news: { grantId: string; threadId: string; messageId: string }) => ({
  grant_id: news.grantId,
  thread_id: news.threadId,
  message_id: news.messageId,
});
