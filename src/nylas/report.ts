import { z } from 'zod';
import type { ReportKind } from '#domain/report.ts';
import type { Envelope } from './envelope.ts';
import { scrub } from './fault.ts';

/** What a notification reports about a mail that was handed to Nylas, as far as it says so. */
export type WireReport = {
  kind: ReportKind;
  mailId: string | undefined;
  metadata: Record<string, unknown> | undefined;
  detail: string;
};

/** A field whose shape may be anything: read when it fits, missing when it does not. */
const loose = <Value extends z.ZodType>(value: Value) => value.nullish().catch(undefined);
const Text = loose(z.string());
const Mail = loose(z.looseObject({ id: Text, metadata: loose(z.record(z.string(), z.unknown())) }));
const Cause = loose(z.looseObject({ type: Text, message: Text }));

/** CONTRACT section 1.8: `reason` and `error` of a failed send stand beside the object, or inside it. */
const Data = z.looseObject({
  reason: Text,
  error: Cause,
  object: loose(
    z.looseObject({
      id: Text,
      metadata: loose(z.record(z.string(), z.unknown())),
      message: Mail,
      reason: Text,
      error: Cause,
      bounce: loose(
        z.looseObject({
          type: Text,
          recipients: loose(z.array(loose(z.looseObject({ diagnostic_code: Text })))),
        }),
      ),
      complaint: loose(z.looseObject({ type: Text })),
    }),
  ),
});
type Data = z.infer<typeof Data>;

/** Undefined for a notification that reports nothing about a sent mail. Never throws. */
export function reportIn({ type, data }: Pick<Envelope, 'type' | 'data'>): WireReport | undefined {
  const read = readers.get(type);
  if (read === undefined) return undefined;
  const parsed = Data.safeParse(data ?? {});
  if (!parsed.success) return undefined;
  const { object } = parsed.data;
  const mail = object?.message ?? object;
  const [kind, ...words] = read(parsed.data);
  const detail = scrub(
    words.filter((word) => word !== undefined && word !== null && word !== '').join(': '),
  ).toWellFormed();
  return { kind, mailId: mail?.id ?? undefined, metadata: mail?.metadata ?? undefined, detail };
}

type Reader = (data: Data) => [ReportKind, ...(string | null | undefined)[]];

const readers: ReadonlyMap<string, Reader> = new Map(
  Object.entries<Reader>({
    'message.send_success': () => ['left', 'Nylas reported that it was sent'],
    'message.delivered': () => ['left', 'Nylas reported that it was delivered'],
    'message.send_failed': (data) => {
      const { reason, error } = data.object?.reason || data.object?.error ? data.object : data;
      return ['failed', 'Nylas reported that it did not leave', reason, error?.type, error?.message];
    },
    'message.rejected': () => ['failed', 'Nylas rejected it, as for a virus in an attachment'],
    'message.bounced': ({ object }) => {
      const codes = object?.bounce?.recipients?.map((one) => one?.diagnostic_code) ?? [];
      return ['bounced', 'it came back', object?.bounce?.type, ...codes.slice(0, 3)];
    },
    'message.complaint': ({ object }) => [
      'complaint',
      'its reader complained about it',
      object?.complaint?.type,
    ],
  }),
);
