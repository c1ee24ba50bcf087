/**
 * What became of one `POST /messages/send` (CONTRACT sections 4.1 and 5.4).
 *
 * - `replayed`: Nylas repeated the kept outcome of an earlier request with the same key, so this one sent nothing.
 * - `type` is Nylas' error type without its `api.` prefix, or `http_<status>` where the answer named none.
 * - `message` is for the person who decides: short and without addresses, but Nylas may quote the request in it, so
 *   keep it out of logs.
 */
export type SendOutcome =
  | { kind: 'sent'; id: string | undefined; threadId: string | undefined; replayed: boolean }
  /** Accepted, not sent yet: it leaves within about 90 s or at its time (CONTRACT section 5.3). */
  | { kind: 'queued'; id: string | undefined; replayed: boolean }
  /** The first request with this key is still running: the same key again after a few seconds. */
  | { kind: 'concurrent' }
  /** The key was used with other bytes: a fault of ours, and some mail of ours went under this key. */
  | { kind: 'mismatch' }
  | { kind: 'throttled'; retryAfterMs: number | undefined; replayed: boolean }
  /** Nothing left, and the same request will not do better. */
  | { kind: 'refused'; status: number; type: string; message: string; replayed: boolean }
  /** No connection came about, so not a byte of the request left this machine. */
  | { kind: 'unreached'; message: string }
  /** It may have left: no answer, a time-out, 5xx, or a success that cannot be read. */
  | {
      kind: 'unknown';
      status: number | undefined;
      message: string;
      replayed: boolean;
      retryAfterMs: number | undefined;
    };
