import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** One thing that happened, before it is put on the wire. */
export type Happening = {
  /** Notification id; the same for every attempt and destination. */
  id: string;
  /** Seconds. */
  time: number;
  type: string;
  source: string;
  object: Record<string, unknown>;
  /** Members that stand beside `object` under `data`, as `grant_id` does for deliverability. */
  beside?: Record<string, unknown> | undefined;
};

/** Nylas' limit on a notification; larger ones lose the body (CONTRACT section 1.5). */
const MAX_BYTES = 1024 * 1024;

/** The JSON of a notification (CONTRACT section 1.6), truncated when it is too large or `truncated` says so. */
export function envelopeOf(
  happening: Happening,
  { applicationId, attempt }: { applicationId: string; attempt: number },
  truncated = false,
): string {
  const { type, object } = happening;
  const whole = truncated ? '' : toJson(happening, type, object, applicationId, attempt);
  if (!truncated && (isSmall(whole) || !type.startsWith('message.'))) return whole;
  const { body: _body, ...rest } = object;
  return toJson(happening, `${type}.truncated`, rest, applicationId, attempt);
}

function isSmall(json: string): boolean {
  return json.length * 3 <= MAX_BYTES || Buffer.byteLength(json) <= MAX_BYTES;
}

/** The bytes of a delivery with their headers; the signature covers the bytes as sent (CONTRACT section 1.3). */
export function signedRequest(
  json: string,
  secret: string,
  compressed: boolean,
): { bytes: Buffer<ArrayBuffer>; headers: Record<string, string> } {
  const bytes = Buffer.from(compressed ? gzipSync(json) : json);
  return {
    bytes,
    headers: {
      'content-type': 'application/json',
      ...(compressed && { 'content-encoding': 'gzip' }),
      'x-nylas-signature': createHmac('sha256', secret).update(bytes).digest('hex'),
    },
  };
}

function toJson(
  { id, time, source, beside }: Happening,
  type: string,
  object: Record<string, unknown>,
  applicationId: string,
  attempt: number,
): string {
  return JSON.stringify({
    specversion: '1.0',
    type,
    source,
    id,
    time,
    webhook_delivery_attempt: attempt,
    data: { application_id: applicationId, ...beside, object },
  });
}

/** The grant a notification is about, wherever it stands (CONTRACT section 1.6). */
export function grantOf({ object, beside }: Happening): string | undefined {
  return textOf(object['grant_id']) ?? textOf(beside?.['grant_id']);
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
