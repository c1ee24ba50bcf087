/** Something outside us failed and may work later. The thread is tried again after a back-off. */
export class TransientError extends Error {
  override name = 'TransientError';
  /** How long the other side asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: ErrorOptions & { retryAfterMs?: number | undefined } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Trying again cannot help: bad input, revoked grant, unknown mailbox, an answer in an unknown shape. */
export class PermanentError extends Error {
  override name = 'PermanentError';
  /** HTTP status of the answer, where there was one. */
  readonly status: number | undefined;

  constructor(message: string, options: ErrorOptions & { status?: number | undefined } = {}) {
    super(message, options);
    this.status = options.status;
  }
}

/**
 * A record of ours that no later try can work: what it holds cannot be read, or lacks what its state promises. Its
 * message is a dead letter at once. The error names fields, never what stands in them.
 */
export class Unworkable extends Error {
  override name = 'Unworkable';
  readonly messageId: string;
  /** Fields of the record that cannot be read. */
  readonly fields: readonly string[];

  constructor(messageId: string, why: string, options: ErrorOptions & { fields?: readonly string[] } = {}) {
    super(why, options);
    this.messageId = messageId;
    this.fields = options.fields ?? [];
  }
}

/** A record of ours that does not say what it must, such as one that a person edited. What it holds is never named. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

/** A fault of the person who set Inreply up. The message says what to do and is printed without a stack. */
export class SetupError extends Error {
  override name = 'SetupError';
}

export function unreachable(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}

/** The message of anything thrown, for logs and records. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
