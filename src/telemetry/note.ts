import type { Level } from 'pino';
import { PermanentError, TransientError } from '#errors.ts';

/** Writes a line of the log and counts; never throws. */
export type Note = (level: Level, event: string, fields: object, count: () => void) => void;

export function nothing(): void {}

/** Whether trying again may help, as a label. */
export function kindOf(error: unknown): string {
  if (error instanceof TransientError) return 'transient';
  if (error instanceof PermanentError) return 'permanent';
  return 'unexpected';
}
