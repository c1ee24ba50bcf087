import { type DestinationStream, type Logger, pino } from 'pino';
import { PermanentError, SetupError, TransientError } from '#errors.ts';

export type { Logger };

/** What may stand under these keys is a secret or somebody's mail; it never reaches a log, however deep it lies. */
const secretKeys = ['apiKey', 'authorization', 'secret', 'token', 'body', 'text', 'bytes', 'cookie'];
const depths = ['', '*.', '*.*.', '*.*.*.'];

/**
 * The process's JSON log (DESIGN section 6, `LOG_LEVEL`), one object a line, with time in ISO 8601 UTC.
 *
 * - Values under secret keys are replaced by `[redacted]` down to the fourth level.
 * - `err` is written as type, message and cause, and with its stack only when it is not one of our own
 *   faults: those are expected, and their place is in their message. Further properties are dropped, since
 *   libraries hang requests and answers on their errors.
 * - `to` is where lines go: standard output, unless a test wants to read them.
 */
export function createLog(level: string, to?: DestinationStream): Logger {
  const options = {
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: (error: unknown) => describeError(error) },
    redact: {
      paths: depths.flatMap((depth) => secretKeys.map((key) => depth + key)),
      censor: '[redacted]',
    },
  };
  return to === undefined ? pino(options) : pino(options, to);
}

type DescribedError = { type: string; message: string; stack?: string; cause?: DescribedError };

function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const described: DescribedError = { type: error.name, message: error.message };
  if (error.stack !== undefined && !isExpected(error)) described.stack = error.stack;
  if (error.cause !== undefined && depth < 3) described.cause = describeError(error.cause, depth + 1);
  return described;
}

function isExpected(error: Error): boolean {
  return error instanceof TransientError || error instanceof PermanentError || error instanceof SetupError;
}
