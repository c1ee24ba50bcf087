import { createHash } from 'node:crypto';

/** A message or thread of one grant, as it is used in Redis keys; both parts are URI-encoded. */
export function refKey(grantId: string, id: string): string {
  return `${encodeURIComponent(grantId)}/${encodeURIComponent(id)}`;
}

export function parseRefKey(key: string): { grantId: string; id: string } {
  const cut = key.indexOf('/');
  return { grantId: decodeURIComponent(key.slice(0, cut)), id: decodeURIComponent(key.slice(cut + 1)) };
}

/**
 * Names the one reply slot of an inbound message; stands in `metadata.key1` of all that we send or draft
 * for it, so that it survives the loss of our ledger (CONTRACT section 4.2).
 */
export function sendIdOf(grantId: string, messageId: string): string {
  return `r_${digest(`${grantId}:${messageId}`, 40)}`;
}

/** `Idempotency-Key` of one send attempt epoch; a new epoch is a new mail, so it needs proof that none left. */
export function idempotencyKeyOf(sendId: string, epoch: number): string {
  return epoch === 0 ? sendId : `${sendId}_${epoch}`;
}

/** One review per message, so that parking it twice makes one. */
export function reviewIdOf(grantId: string, messageId: string): string {
  return `rv_${digest(`review:${grantId}:${messageId}`, 24)}`;
}

/** One dead letter per inbox item, so that it is listed once however often it dies. */
export function deadLetterIdOf(grantId: string, threadId: string, item: string): string {
  return `dl_${digest(`${grantId}:${threadId}:${item}`, 24)}`;
}

/** Names a covered message inside `metadata.covers`, whose values hold 500 characters. */
export function shortIdOf(messageId: string): string {
  return digest(messageId, 10);
}

/** The shard a thread belongs to; fixed for as long as `SHARDS` is. */
export function shardOf(grantId: string, threadId: string, shards: number): number {
  if (shards === 1) return 0;
  return createHash('sha256').update(`${grantId}:${threadId}`).digest().readUInt32BE(0) % shards;
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
