import { Envelope as WireEnvelope } from './schema.ts';

/** A notification as the server sifts it; wire names, since what lies in `object` depends on the trigger. */
export type Envelope = {
  /** The trigger without its suffixes: `message.created.cleaned.truncated` reads `message.created`. */
  type: string;
  /** Its body is the cleaned copy that Nylas sends beside the plain notification. */
  cleaned: boolean;
  object: NonNullable<NonNullable<WireEnvelope['data']>['object']>;
  /** All that came with it, unread. */
  data: Readonly<Record<string, unknown>> | undefined;
  /** Of the object, else of the envelope (CONTRACT section 1.6). */
  grantId: string | undefined;
};

/**
 * Reads the body of a webhook after its signature was checked and it was unzipped.
 * Undefined when it is not JSON or not an envelope: no object with a `type`. Never throws.
 */
export function parseEnvelope(raw: Uint8Array): Envelope | undefined {
  const parsed = WireEnvelope.safeParse(jsonOf(raw));
  if (!parsed.success) return undefined;
  const { type, data } = parsed.data;
  const object = data?.object ?? {};
  return {
    ...triggerOf(type),
    object,
    data: data ?? undefined,
    grantId: object.grant_id ?? data?.grant_id ?? undefined,
  };
}

function jsonOf(raw: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('utf8'));
  } catch {
    return undefined;
  }
}

const suffixes: ReadonlySet<string> = new Set(['truncated', 'transformed', 'cleaned', 'metadata']);

/** Suffixes come in any mix and order (CONTRACT section 1.5), so they are taken off one by one from the end. */
function triggerOf(type: string): { type: string; cleaned: boolean } {
  let end = type.length;
  let cleaned = false;
  for (;;) {
    const dot = type.lastIndexOf('.', end - 1);
    const suffix = type.slice(dot + 1, end);
    if (dot < 1 || !suffixes.has(suffix)) return { type: type.slice(0, end), cleaned };
    cleaned ||= suffix === 'cleaned';
    end = dot;
  }
}
