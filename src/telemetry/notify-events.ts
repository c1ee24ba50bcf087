import type { NotificationKind } from '#domain/notification.ts';
import type { Metrics } from './metrics.ts';
import { type Note, nothing } from './note.ts';

type Told = { kind: NotificationKind; agent?: string };

/** What is told of notifications; never where they went, since addresses of receivers may hold secrets. */
export function notifyEvents(note: Note, metrics: Metrics) {
  return {
    notificationSent(told: Told): void {
      note('debug', 'notification.sent', told, () =>
        metrics.notifications.inc({ kind: told.kind, outcome: 'sent' }),
      );
    },

    /** It is tried again later. */
    notificationDelayed({ error, ...told }: Told & { error: unknown }): void {
      note('warn', 'notification.delayed', { ...told, err: error }, () =>
        metrics.notifications.inc({ kind: told.kind, outcome: 'delayed' }),
      );
    },

    /** It was given up: an alarm. */
    notificationLost({ error, ...told }: Told & { error: unknown }): void {
      note('error', 'notification.lost', { ...told, err: error }, () =>
        metrics.notifications.inc({ kind: told.kind, outcome: 'lost' }),
      );
    },

    /** The receiver of an agent's webhooks answered 410, so that nothing is sent there for a week: an alarm. */
    receiverGone(receiver: { agent: string; host: string }): void {
      note('error', 'receiver.gone', receiver, nothing);
    },

    /** An agent's file names Slack, but what is needed for it is not set. */
    slackUnset(unset: { agents: readonly string[]; missing: string }): void {
      note('warn', 'slack.unset', unset, nothing);
    },
  };
}
