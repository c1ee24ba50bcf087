import type { Redis } from 'ioredis';
import { type Act, type AuditState, stateOfReview } from '#domain/audit.ts';
import type { Review } from '#domain/review.ts';
import { keysOf, type ThreadRef } from './keys.ts';
import type { Operation } from './transaction.ts';

/** About so many entries are kept in each shard. */
const MOST = 100_000;
/** No fact of an entry is longer. */
const LONGEST = 500;

/** A line to write: who, what and when, how it was before and after, and any further facts by name. */
export type AuditLine = {
  /** Milliseconds. */
  at: number;
  by: string;
  what: string;
  before?: AuditState | undefined;
  after?: AuditState | undefined;
  [fact: string]: string | number | AuditState | undefined;
};

/** The write of one line of the audit stream, in the transaction of what it tells of. */
export function audit(ref: Pick<ThreadRef, 'shard'>, line: AuditLine): Operation {
  return ['XADD', keysOf(ref.shard).audit, 'MAXLEN', '~', MOST, '*', ...fieldsOf(line)];
}

/** The same for what changed a review. */
export function auditReview(
  ref: Pick<ThreadRef, 'shard'>,
  before: Review,
  after: Review,
  { by, what, why }: Act,
  nowMs: number,
): Operation {
  return audit(ref, {
    at: nowMs,
    by,
    what,
    review: after.id,
    grant: after.grantId,
    message: after.messageId,
    why,
    before: stateOfReview(before),
    after: stateOfReview(after),
  });
}

/** Writes a line about something that no thread holds: a pause, a sign-in, a token. Rejects when Redis does not answer. */
export async function noteAudit(redis: Redis, line: AuditLine): Promise<void> {
  await redis.xadd(keysOf(0).audit, 'MAXLEN', '~', MOST, '*', ...fieldsOf(line));
}

function fieldsOf(line: AuditLine): (string | number)[] {
  return Object.entries(line).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (typeof value === 'object') return [name, JSON.stringify(value)];
    return [name, typeof value === 'string' ? value.slice(0, LONGEST).toWellFormed() : value];
  });
}
