import type { Agent } from '#domain/agent-config.ts';
import type { News, Told } from '#domain/news.ts';
import type { Notification } from '#domain/notification.ts';
import type { NotifyType } from '#domain/notify-config.ts';

type AgentPart = Pick<Agent, 'name' | 'config'>;

/** Whom news are for, by what agents' files say. Each target is told once, also when several agents name the same. */
export function notificationsOf(told: Told, agents: readonly AgentPart[]): Notification[] {
  const { news, atMs } = told;
  const newsId = `${told.shard}-${told.id}`;
  const type = notifyTypeOf(news);
  const hooks = new Map<string, Notification>();
  const others: Notification[] = [];
  for (const { name, config } of agents.filter((agent) => isAbout(news, agent))) {
    const { webhook, slack } = config.notify ?? {};
    if (
      webhook !== undefined &&
      type !== undefined &&
      webhook.types.includes(type) &&
      !hooks.has(webhook.url)
    )
      hooks.set(webhook.url, { kind: 'webhook', agent: name, newsId, atMs, news });
    if (slack !== undefined && 'reviewId' in news && news.type !== 'review.reminder')
      others.push({ kind: 'slack', agent: name, reviewId: news.reviewId, by: news.by });
  }
  return [...hooks.values(), ...others];
}

/** What news are called to the outside; undefined for what nobody is told of. */
export function notifyTypeOf(news: News): NotifyType | undefined {
  switch (news.type) {
    case 'review.decided':
      return news.status === 'expired' ? 'review.expired' : news.type;
    case 'review.opened':
    case 'review.changed':
    case 'review.reminder':
    case 'message.concluded':
    case 'alarm':
      return news.type;
    case 'agents.changed':
    case 'pause.changed':
      return undefined;
  }
}

/** News of a mailbox are for its agent; those of nothing in particular for all. */
function isAbout(news: News, { name, config }: AgentPart): boolean {
  const grantId = 'grantId' in news ? news.grantId : undefined;
  if (grantId !== undefined) return config.mailboxes.some(({ grant }) => grant === grantId);
  const agent = 'agent' in news ? (news.agent ?? undefined) : undefined;
  return agent === undefined || agent === name;
}
