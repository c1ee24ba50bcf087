import type { Pending } from './pending.ts';
import type { Watermarks } from './watermarks.ts';

/** How long mail may have gone unseen, in seconds; undefined where there is nothing to measure. */
export type Unseen = {
  /** Since the oldest mail that is not concluded was admitted. */
  waitingSeconds: number | undefined;
  /** Since that mailbox was last compared with the ledger which has waited for it longest: what came since may be unknown. */
  uncomparedSeconds: number | undefined;
};

/** Reads it for these mailboxes; one that was never compared is not connected yet and does not count. */
export async function readUnseen(deps: {
  pending: Pick<Pending, 'oldestAdmittedMs'>;
  watermarks: Pick<Watermarks, 'read'>;
  mailboxes: readonly { grant: string }[];
  nowMs: number;
}): Promise<Unseen> {
  const { pending, watermarks, mailboxes, nowMs } = deps;
  const [admittedMs, ...marks] = await Promise.all([
    pending.oldestAdmittedMs(),
    ...mailboxes.map(({ grant }) => watermarks.read(grant)),
  ]);
  const compared = marks.flatMap((mark) => (mark === undefined ? [] : [mark.comparedMs]));
  const since = (ms: number) => Math.max(0, (nowMs - ms) / 1000);
  return {
    waitingSeconds: admittedMs === undefined ? undefined : since(admittedMs),
    uncomparedSeconds: compared.length === 0 ? undefined : since(Math.min(...compared)),
  };
}

/** Mail that waits for longer is not being worked, or cannot be: back-offs and queues are well below. */
const WAITING_ALARM_SECONDS = 15 * 60;
/** Rounds that may fail in a row before it is an alarm; a single one is made good by the next. */
const ROUNDS_MISSED = 3;

/** Whether that is too long, and which of the two is; an agent may wait for bursts to end before it answers. */
export function judgeUnseen(
  { waitingSeconds = 0, uncomparedSeconds = 0 }: Unseen,
  { sweepSeconds, quietSeconds }: { sweepSeconds: number; quietSeconds: number },
): ('mail_waits' | 'mailbox_not_compared')[] {
  return [
    ...(waitingSeconds > WAITING_ALARM_SECONDS + quietSeconds ? ['mail_waits' as const] : []),
    ...(uncomparedSeconds > ROUNDS_MISSED * sweepSeconds ? ['mailbox_not_compared' as const] : []),
  ];
}
