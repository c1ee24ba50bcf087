import { z } from 'zod';
import { newId } from '../ids.ts';
import type { Person, StoredAttachment } from '../mail/types.ts';
import { invalid } from './errors.ts';
import { check, parseJson, type SandboxContext } from './http.ts';

const WirePerson = z
  .looseObject({
    name: z.string().nullish(),
    email: z.string().regex(/^[^\s@<>"]+@[^\s@<>"]+$/, 'is not an e-mail address'),
  })
  .transform(({ name, email }): Person => ({ name: name ?? '', email }));

const people = z
  .array(WirePerson)
  .nullish()
  .transform((list) => list ?? undefined);

const WireAttachment = z.looseObject({
  filename: z.string().min(1),
  content: z.base64('is not base64').optional(),
  content_type: z.string().nullish(),
  content_id: z.string().nullish(),
  content_disposition: z.string().nullish(),
  is_inline: z.boolean().nullish(),
});

const CustomHeader = z.looseObject({
  name: z.string().regex(/^[!-9;-~]+$/, 'is not a header name'),
  value: z.string().regex(/^[^\r\n]*$/, 'may not hold a line break'),
});

/** String to string, 50 pairs, keys of 40 and values of 500 characters (CONTRACT section 3.10). */
export const Metadata = z
  .record(z.string().max(40, 'has a key over 40 characters'), z.string().max(500, 'is over 500 characters'))
  .refine((all) => Object.keys(all).length <= 50, 'may have 50 pairs');

/** Body of `POST /messages/send` and of the drafts calls (CONTRACT sections 3.2 and 3.5). */
export const MailBody = z.looseObject({
  to: people,
  cc: people,
  bcc: people,
  from: people,
  reply_to: people,
  subject: z.string().nullish(),
  body: z.string().nullish(),
  is_plaintext: z.boolean().nullish(),
  reply_to_message_id: z.string().nullish(),
  attachments: z.array(WireAttachment).nullish(),
  custom_headers: z.array(CustomHeader).nullish(),
  tracking_options: z.record(z.string(), z.unknown()).nullish(),
  metadata: Metadata.nullish(),
  send_at: z.number().int().nullish(),
  starred: z.boolean().nullish(),
});
export type MailBody = z.infer<typeof MailBody>;

export type MailRequest = { body: MailBody; attachments: StoredAttachment[] };

/** Reads JSON, or multipart with the JSON in part `message` (or `draft`) and one part per file. */
export async function readMail(bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<MailRequest> {
  if (contentType.toLowerCase().startsWith('multipart/form-data')) return readMultipart(bytes, contentType);
  const body = parseJson(bytes, MailBody);
  return { body, attachments: inlineAttachments(body) };
}

/** The raw body of a request and its type. */
export async function rawBody(
  c: SandboxContext,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; contentType: string }> {
  return {
    bytes: new Uint8Array(await c.req.arrayBuffer()),
    contentType: c.req.header('content-type') ?? '',
  };
}

async function readMultipart(bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<MailRequest> {
  const form = await new Response(bytes, { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => {
      throw invalid('The multipart body could not be parsed.');
    });
  const part = form.get('message') ?? form.get('draft');
  if (typeof part !== 'string') throw invalid('message: the part with the JSON is missing');
  const body = check(jsonOf(part), MailBody);
  const attachments: StoredAttachment[] = [];
  for (const [field, file] of form) {
    if (typeof file === 'string') continue;
    const cited = body.body?.includes(`cid:${field}`) ?? false;
    attachments.push({
      id: newId('att'),
      filename: file.name,
      contentType: file.type || 'application/octet-stream',
      isInline: cited,
      contentId: cited ? field : '',
      disposition: `${cited ? 'inline' : 'attachment'}; filename="${file.name.replace(/["\\\r\n]/g, '_')}"`,
      content: new Uint8Array(await file.arrayBuffer()),
    });
  }
  return { body, attachments: [...inlineAttachments(body), ...attachments] };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('message: the part could not be parsed as JSON');
  }
}

function inlineAttachments(body: MailBody): StoredAttachment[] {
  return (body.attachments ?? [])
    .filter(({ content }) => content !== undefined)
    .map((attachment) => {
      const isInline = attachment.is_inline ?? attachment.content_disposition?.startsWith('inline') ?? false;
      return {
        id: newId('att'),
        filename: attachment.filename,
        contentType: attachment.content_type ?? 'application/octet-stream',
        isInline,
        contentId: attachment.content_id ?? '',
        disposition: attachment.content_disposition ?? `attachment; filename="${attachment.filename}"`,
        content: Buffer.from(attachment.content ?? '', 'base64'),
      };
    });
}
