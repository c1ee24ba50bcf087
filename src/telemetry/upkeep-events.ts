import type { Metrics } from './metrics.ts';
import { kindOf, type Note, nothing } from './note.ts';

/** What is told of the search for what fell between the chairs. */
export function upkeepEvents(note: Note, metrics: Metrics) {
  return {
    /**
     * A part of a mailbox was compared with the ledger; `found` mails were there before a webhook told of them. The webhook
     * of one that is younger than a minute may still be under way.
     */
    mailboxSwept(sweep: {
      grantId: string;
      listed: number;
      found: number;
      oldestSeconds: number | undefined;
    }): void {
      const isLate = sweep.found > 0 && (sweep.oldestSeconds ?? Infinity) > 60;
      note(isLate ? 'warn' : 'debug', 'mailbox.swept', sweep, () => metrics.swept.inc(sweep.found));
    },

    /** A mailbox could not be swept; the next sweep looks as far back. */
    sweepFailed({ grantId, error }: { grantId: string; error: unknown }): void {
      note('error', 'sweep.failed', { grantId, err: error }, () =>
        metrics.faults.inc({ where: 'sweep', kind: kindOf(error) }),
      );
    },

    /** A draft of ours was left over in a mailbox, by a process that died or a review that ended. */
    strayDraftDeleted(draft: { grantId: string; messageId: string; draftId: string }): void {
      note('info', 'stray_draft.deleted', draft, () => metrics.strayDrafts.inc());
    },

    /** Our webhook destination is not active (CONTRACT section 1.4): an alarm, told of every hour. */
    destinationDown(destination: { status: string; webhookId?: string }): void {
      note('error', 'destination.down', destination, nothing);
    },

    destinationUp(destination: { status: string; webhookId?: string; awaySeconds: number }): void {
      note('info', 'destination.up', destination, nothing);
    },

    /** Nylas could not be asked for its destinations; what was known last holds. */
    destinationUnknown(error: unknown): void {
      note('warn', 'destination.unknown', { err: error }, () =>
        metrics.faults.inc({ where: 'destination', kind: kindOf(error) }),
      );
    },

    /** Without PUBLIC_URL our destination cannot be told from others. */
    destinationUnwatched(): void {
      note('info', 'destination.unwatched', { missing: 'PUBLIC_URL' }, nothing);
    },

    /** Mail goes unseen for too long: an alarm, told of every hour. */
    mailUnseen(unseen: {
      waitingSeconds: number;
      uncomparedSeconds: number;
      because: readonly string[];
    }): void {
      note('error', 'mail.unseen', unseen, nothing);
    },

    mailSeen(): void {
      note('info', 'mail.seen', {}, nothing);
    },

    /** The sweep found that many threads with work and nobody at it. */
    threadWoken(count: number): void {
      note(count > 0 ? 'info' : 'debug', 'threads.woken', { count }, () => metrics.threadsWoken.inc(count));
    },
  };
}
