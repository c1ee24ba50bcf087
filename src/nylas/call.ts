/** One request. `route` is a template such as `/v3/grants/{grant}/messages`, filled from `ids` in order. */
export type Call = {
  /** A few-valued name for metrics: the method of the client that makes the call. */
  operation: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  route: string;
  ids?: readonly string[];
  query?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  body?: string;
  headers?: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** The answer of a success is a file of at most so many bytes, not text. */
  maxFileBytes?: number;
  /** The request holds mail, so what Nylas says about it must not stand in an error message. */
  carriesMail?: boolean;
};

export type HttpAnswer = {
  status: number;
  /** Unzipped, as UTF-8. Undefined when it was larger than allowed or in an encoding nobody asked for. */
  text: string | undefined;
  /** What a call for a file was answered with; undefined as `text` is. */
  file?: Uint8Array | undefined;
  requestId: string | undefined;
  /** The clock of Nylas when it answered, in whole seconds (`Date`, RFC 9110 section 6.6.1). */
  dateMs: number | undefined;
  /** What `Retry-After` asks for, at most an hour. */
  retryAfterMs: number | undefined;
  /** `Idempotent-Response: true` (CONTRACT section 4.1). */
  replayed: boolean;
};

/**
 * Makes one attempt and gives the answer, whatever its status.
 * Throws TransientError when there was none (the network, or no full answer within `timeoutMs`), PermanentError
 * when the request cannot be made, and the reason of `signal` when the caller aborted.
 */
export type Exchange = (call: Call, signal: AbortSignal) => Promise<HttpAnswer>;

export type OnCall = (call: {
  operation: string;
  status: number | 'timeout' | 'network' | 'aborted';
  tookMs: number;
}) => void;
