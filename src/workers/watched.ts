import { outcomeOfShadow } from '#agent/autonomy/alike.ts';
import { answerTo } from '#agent/mail/answered.ts';
import { newestText } from '#agent/reading/reading.ts';
import type { MessageRecord } from '#domain/ledger.ts';
import type { Thread } from '#domain/mail.ts';
import { unwatch } from '#store/held.ts';
import type { Lease } from '#store/lease.ts';
import type { Served } from './answer.ts';
import { commit } from './commit.ts';
import type { Deps, Next } from './deps.ts';
import { observed } from './observed.ts';
import { endOfAnswered, endUnsent } from './release.ts';

/**
 * A mail left the mailbox in a thread of which something is watched. A held reply to what it answers ends here; beside a
 * reply that was only thought of, what the person wrote is compared. Undefined when nothing more is answered.
 */
export async function workWatched(
  deps: Deps,
  lease: Lease,
  watched: readonly string[],
  thread: Thread,
  { mailbox }: Served,
): Promise<Next | undefined> {
  const records = await deps.ledger.read(lease.shard, lease.grantId, watched);
  for (const record of records.filter((one) => one !== undefined)) {
    const target = thread.messages.find(({ id }) => id === record.messageId);
    const answered = target && answerTo(thread, target, mailbox.address);
    if (!answered) continue;
    if (record.state === 'ready' && record.hold) {
      const { reasons, outcome } = endOfAnswered(answered);
      return endUnsent(deps, lease, record, reasons, outcome);
    }
    const theirs = answered.by === 'person' ? newestText(answered.message) : undefined;
    return compare(deps, lease, record, theirs);
  }
  return undefined;
}

/** Keeps how what we would have sent stands beside what a person sent, once. */
function compare(deps: Deps, lease: Lease, record: MessageRecord, theirs: string | undefined): Promise<Next> {
  const { account, messageId } = record;
  const isShadow = record.state === 'skipped' && account?.earned?.level === 'shadow';
  const outcome =
    isShadow && theirs !== undefined ? outcomeOfShadow(account.draft?.body ?? '', theirs) : undefined;
  return commit(deps, lease, [...observed(deps, lease, record, outcome), ...unwatch(lease, messageId)]);
}
