import { PermanentError, TransientError, Unworkable } from '#errors.ts';
import { Fenced } from '#store/lease.ts';
import { Stopping } from './deps.ts';

/** After so many faults that trying again will hardly cure, a message is a dead letter: about half an hour. */
const LOAD_ATTEMPTS = 14;
/** An outage counts no further than this, so that what comes after it has its own tries. */
const OUTAGE_ATTEMPTS = LOAD_ATTEMPTS - 3;
/** An outage of Nylas, or a key it refuses, is waited for so long; then the message is too old to be answered by itself. */
const OUTAGE_MS = 24 * 60 * 60 * 1000;
const FRESH_MS = 20_000;
/** After so many faults while thinking, a person gets the message without a draft: about 15 seconds and the calls. */
export const THINK_ATTEMPTS = 5;
/** After so many faults at creating a draft, the review opens without one. */
export const DRAFT_ATTEMPTS = 5;
/** After so many attempts to send, a look-up that Nylas refuses for good leaves the mail in doubt: about 2 minutes. */
export const LOOK_ATTEMPTS = 7;

const FIRST_MS = 1000;
const LONGEST_MS = 5 * 60 * 1000;
/** A wait that we were told to make spends no attempt, so the age of the message ends it. */
const PATIENCE_MS = 6 * 60 * 60 * 1000;

/** Doubling from one second to five minutes, spread by a fifth; `attempt` counts from 1. */
export function backOffMs(attempt: number, random: number): number {
  const base = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  return Math.round(base * (0.8 + 0.4 * random));
}

/** Whether a fault while sending is one of our own, and came too often; faults of others have their own ends. */
export function isSendGivenUp(error: unknown, { attempts }: { attempts: number }): boolean {
  if (error instanceof TransientError || error instanceof PermanentError) return false;
  return error instanceof Unworkable || attempts >= LOAD_ATTEMPTS - 1;
}

export type Retry = { attempts: number; inMs: number };

/** How a fault is tried again: which attempt it was, and how long to wait. */
export function retryAfter(
  error: unknown,
  record: { attempts: number; admittedAtMs: number },
  nowMs: number,
  random: number,
): Retry {
  const told = error instanceof TransientError ? error.retryAfterMs : undefined;
  const free = told !== undefined && nowMs - record.admittedAtMs < PATIENCE_MS;
  const spends = !free && !(isOutage(error) && record.attempts >= OUTAGE_ATTEMPTS);
  const attempts = record.attempts + (spends ? 1 : 0);
  return { attempts, inMs: Math.max(told ?? 0, backOffMs(Math.max(1, attempts), random)) };
}

/** Whether a message that could not even be read is given up: a dead letter, with an alarm. */
export function isGivenUp(error: unknown, retry: Retry, admittedAtMs: number, nowMs: number): boolean {
  if (isOutage(error)) return nowMs - admittedAtMs > OUTAGE_MS;
  return retry.attempts >= LOAD_ATTEMPTS;
}

/** A message just created may not be readable yet (CONTRACT 5.4), so for a while its absence is not believed. */
export function isFresh({ admittedAtMs }: { admittedAtMs: number }, nowMs: number): boolean {
  return nowMs - admittedAtMs < FRESH_MS;
}

/** Whether one more fault ends it; then it is tried alone, so that it takes no other message with it. */
export function isLastTry({ attempts }: { attempts: number }): boolean {
  return attempts >= LOAD_ATTEMPTS - 1;
}

/** Nylas or the model is away, or refuses our key: that passes, and no message is to blame. */
function isOutage(error: unknown): boolean {
  const refusedKey = error instanceof PermanentError && (error.status === 401 || error.status === 403);
  return error instanceof TransientError || refusedKey;
}

/** Ends of a piece of work that are not faults of the message: the thread is somebody else's now, or we stop. */
export function isInterruption(error: unknown): boolean {
  return error instanceof Fenced || error instanceof Stopping;
}

export function isNotFound(error: unknown): boolean {
  return error instanceof PermanentError && error.status === 404;
}
