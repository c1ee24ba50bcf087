import type { Clock } from '#domain/ports.ts';
import { accountCalls } from './accounts.ts';
import type { Nylas } from './api.ts';
import type { OnCall } from './call.ts';
import { attachmentCalls } from './attachments.ts';
import { destinationCalls } from './destinations.ts';
import { draftCalls } from './drafts.ts';
import { createHttp } from './http.ts';
import { messageCalls } from './messages.ts';
import { sendCall } from './send.ts';

export type { Nylas } from './api.ts';
export { ListTooLong } from './pages.ts';
export { webhookUrlOf } from './webhook-url.ts';
export type { SendOutcome } from './send-outcome.ts';

export type NylasOptions = {
  /** May have a path prefix and a trailing slash. */
  apiUrl: string;
  apiKey: string;
  /** For the whole of a call, from its start to the last byte of the answer. */
  timeoutMs: number;
  /** The same for `send`; Nylas advises at least 150 s (CONTRACT section 5.5). */
  sendTimeoutMs: number;
  /** Told of every call when it is over; must not throw. */
  onCall?: OnCall;
  /** Against which a `Retry-After` that is a date is read. */
  now?: Clock;
};

/** A client for one Nylas application; it opens no connection before the first call. */
export function createNylas(options: NylasOptions): Nylas {
  const { exchange, close } = createHttp(options);
  return {
    ...messageCalls(exchange, options.timeoutMs),
    ...attachmentCalls(exchange, options.timeoutMs),
    ...draftCalls(exchange, options.timeoutMs),
    ...accountCalls(exchange, options.timeoutMs),
    ...destinationCalls(exchange, options.timeoutMs),
    send: sendCall(exchange, options.sendTimeoutMs),
    close,
  };
}
