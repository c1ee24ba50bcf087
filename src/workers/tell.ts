import type { Reason } from '#domain/decision.ts';
import type { MessageRecord, MessageState } from '#domain/ledger.ts';
import type { Deps } from './deps.ts';

/** Tells that a message came to an end, with the time since its admission. */
export function tellConcluded(
  deps: Deps,
  record: Pick<MessageRecord, 'grantId' | 'messageId' | 'threadId' | 'admittedAtMs'>,
  state: MessageState,
  because: { agent?: string; reasons: Reason[] },
): void {
  const { grantId, messageId, threadId, admittedAtMs } = record;
  const { agent, reasons } = because;
  const tookMs = deps.now() - admittedAtMs;
  deps.events.messageConcluded(state, {
    grantId,
    messageId,
    threadId,
    ...(agent === undefined ? {} : { agent }),
    reasons,
    tookMs,
  });
}
