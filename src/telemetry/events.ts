import type { Level } from 'pino';
import type { Reason } from '#domain/decision.ts';
import type { DeadLetter } from '#domain/dead-letter.ts';
import type { MessageState } from '#domain/ledger.ts';
import type { ReportKind } from '#domain/report.ts';
import type { ReviewStatus, Verdict } from '#domain/review.ts';
import { autonomyEvents } from './autonomy-events.ts';
import { callEvents } from './call-events.ts';
import { knowledgeEvents } from './knowledge-events.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import { modelEvents } from './model-events.ts';
import { kindOf, type Note, nothing } from './note.ts';
import { notifyEvents } from './notify-events.ts';
import { pauseEvents } from './pause-events.ts';
import { signInEvents } from './sign-in-events.ts';
import { upkeepEvents } from './upkeep-events.ts';

export type WebhookOutcome =
  | 'admitted'
  | 'not_ours'
  | 'bad_signature'
  | 'bad_envelope'
  | 'too_large'
  | 'no_secret'
  | 'store_down'
  | 'challenge';

type At = { grantId: string; messageId: string };
type LetterTold = Omit<DeadLetter, 'item' | 'threadId' | 'error' | `${string}AtMs`> & { error: unknown };

const reportLevels = { left: 'info', failed: 'warn', bounced: 'warn', complaint: 'error' } as const;

/**
 * One method per thing that happens, so that its counter and its log line cannot drift apart.
 *
 * - Never throws: telemetry must not fail the work it tells of.
 * - Labels have few values; ids go to the log only; neither ever holds mail text or secrets.
 * - Times are milliseconds; `dead_letter` is logged as an error, and is the line to raise an alarm on.
 */
export function createEvents(log: Logger, metrics: Metrics) {
  const note = (level: Level, event: string, fields: object, count: () => void): void => {
    try {
      count();
      log[level]({ event, ...fields });
    } catch {
      // Nothing can be told of a failure to tell.
    }
  };

  return {
    ...webhookEvents(note, metrics),
    ...messageEvents(note, metrics),
    ...upkeepEvents(note, metrics),
    ...callEvents(note, metrics),
    ...modelEvents(note, metrics),
    ...knowledgeEvents(note, metrics),
    ...reviewEvents(note, metrics),
    ...autonomyEvents(note, metrics),
    ...processEvents(note, metrics),
    ...notifyEvents(note, metrics),
    ...pauseEvents(note),
    ...signInEvents(note, metrics),
  };
}

export type Events = ReturnType<typeof createEvents>;

function webhookEvents(note: Note, metrics: Metrics) {
  return {
    /** A webhook got its answer. Refusals are warnings, since a deployment may be set up wrongly. */
    webhookAnswered(status: number, outcome: WebhookOutcome, tookMs?: number): void {
      note(status < 400 ? 'debug' : 'warn', 'webhook.answered', { status, outcome, tookMs }, () => {
        metrics.webhooks.inc({ status, outcome });
        if (tookMs !== undefined) metrics.webhookSeconds.observe({ outcome }, tookMs / 1000);
      });
    },

    /** One batch was stored: how many messages were new, waiting already, finished already. */
    messagesAdmitted(counts: { fresh: number; again: number; done: number }): void {
      note('debug', 'messages.admitted', counts, () => {
        metrics.admitted.inc({ admission: 'new' }, counts.fresh);
        metrics.admitted.inc({ admission: 'again' }, counts.again);
        metrics.admitted.inc({ admission: 'done' }, counts.done);
      });
    },

    /** A batch could not be stored; Nylas delivers its messages again. */
    admissionFailed(batch: { messages: number; error: unknown }): void {
      const { error, ...rest } = batch;
      note('error', 'admission.failed', { ...rest, err: error }, () =>
        metrics.faults.inc({ where: 'admission', kind: kindOf(error) }),
      );
    },

    /** Any other HTTP request was answered; `path` is the pattern of the route and holds no ids. */
    requestAnswered(request: { method: string; route: string; status: number; tookMs: number }): void {
      note('debug', 'request.answered', request, () =>
        metrics.requests.inc({ method: request.method, status: request.status }),
      );
    },

    /** Our own fault while answering a request. */
    requestFailed(request: { method: string; route: string; error: unknown }): void {
      const { error, ...rest } = request;
      note('error', 'request.failed', { ...rest, err: error }, () =>
        metrics.faults.inc({ where: 'http', kind: kindOf(error) }),
      );
    },
  };
}

function messageEvents(note: Note, metrics: Metrics) {
  return {
    /** A message came to an end; `tookMs` counts from its admission. */
    messageConcluded(
      state: MessageState,
      at: At & { threadId: string; agent?: string; reasons: Reason[]; tookMs: number },
    ): void {
      const { reasons, ...rest } = at;
      const codes = reasons.map((reason) => reason.code);
      note('info', 'message.concluded', { state, reasons: codes, ...rest }, () => {
        metrics.concluded.inc({ state, reason: codes[0] ?? 'none' });
        metrics.concludedSeconds.observe({ state }, at.tookMs / 1000);
      });
    },

    stepTook(step: string, tookMs: number): void {
      note('debug', 'step.took', { step, tookMs }, () =>
        metrics.stepSeconds.observe({ step }, tookMs / 1000),
      );
    },

    /** A fault that will be tried again. */
    faultMet(
      fault: At & { where: string; error: unknown; attempt: number; retryInMs: number | undefined },
    ): void {
      const { error, ...rest } = fault;
      note('warn', 'fault.met', { ...rest, err: error }, () =>
        metrics.faults.inc({ where: fault.where, kind: kindOf(error) }),
      );
    },

    /** A message, or something else in a thread's inbox, was given up: the alarm. `inreply queues` lists it. */
    deadLetter(letter: LetterTold): void {
      const { error, ...rest } = letter;
      note('error', 'dead_letter', { ...rest, err: error }, () => metrics.deadLetters.inc());
    },

    /** Nylas reported what became of a mail that was sent for a message; each report once. A complaint is an alarm. */
    deliveryReported(report: At & { kind: ReportKind; mailId: string | undefined }): void {
      note(reportLevels[report.kind], 'delivery.reported', report, () =>
        metrics.deliveryReports.inc({ kind: report.kind }),
      );
    },

    leaseLost(at: { thread: string }): void {
      note('warn', 'lease.lost', at, () => metrics.leasesLost.inc());
    },

    /** Something of a worker failed that belongs to no message; the work is looked at again in a second. */
    workerFailed(error: unknown): void {
      note('error', 'worker.failed', { err: error }, () =>
        metrics.faults.inc({ where: 'worker', kind: kindOf(error) }),
      );
    },
  };
}

function reviewEvents(note: Note, metrics: Metrics) {
  const count = (event: string, detail: string) => () => metrics.reviews.inc({ event, detail });
  return {
    reviewOpened(review: At & { reviewId: string; reasons: Reason[] }): void {
      const { reasons, ...rest } = review;
      const codes = reasons.map((reason) => reason.code);
      note('info', 'review.opened', { ...rest, reasons: codes }, count('opened', codes[0] ?? 'none'));
    },

    /** A person took back a verdict before it was carried out, or an approval of several. */
    reviewUndone(review: { reviewId: string; by: string }): void {
      note('info', 'review.undone', review, count('undone', ''));
    },

    /** A person gave a verdict, or agreed where others have to agree too; `by` is how they signed in, never who they are. */
    reviewDecided(review: { reviewId: string; verdict: Verdict['kind'] | 'agree'; by: string }): void {
      note('info', 'review.decided', review, count('decided', review.verdict));
    },

    /** A review waits for long; people are told of it once. */
    reviewReminded(review: { reviewId: string; waitedMs: number }): void {
      note('info', 'review.reminded', review, count('reminded', 'none'));
    },

    /** A review ended by its age; nothing was sent to the customer, and a colleague gets the mail where `escalate` says so. */
    reviewExpired(review: { reviewId: string; outcome: 'reject' | 'escalate' }): void {
      note('warn', 'review.expired', review, count('expired', review.outcome));
    },

    /** What is stored of a review cannot be read; lists go on without it. */
    reviewUnreadable(review: { reviewId: string }): void {
      note('error', 'review.unreadable', review, count('unreadable', 'none'));
    },

    /** A review ended, by what its verdict led to or without one. */
    reviewClosed(review: { reviewId: string; status: ReviewStatus; reason?: Reason | undefined }): void {
      const { reason, ...rest } = review;
      note('info', 'review.closed', { ...rest, reason: reason?.code }, count('closed', review.status));
    },
  };
}

function processEvents(note: Note, metrics: Metrics) {
  return {
    agentsLoaded(names: readonly string[]): void {
      note('info', 'agents.loaded', { names }, nothing);
    },
    /** A file of an agent was refused; the last good version stays in force. */
    agentFault(file: string, line: number, reason: string): void {
      note('error', 'agent.fault', { file, line, reason }, () => metrics.agentFaults.inc());
    },
    redisLost(error: unknown): void {
      note('error', 'redis.lost', { err: error }, () => metrics.redisLost.inc());
    },
    redisBack(): void {
      note('info', 'redis.back', {}, nothing);
    },
    started(facts: { role: string } & Record<string, unknown>): void {
      note('info', 'started', facts, nothing);
    },
    stopping(signal?: string): void {
      note('info', 'stopping', { signal }, nothing);
    },
  };
}
