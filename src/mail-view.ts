import { isSentByUs, leftMailbox } from '#agent/mail/answered.ts';
import { contentOf, hasHtml } from '#agent/reading/content.ts';
import { isCovert } from '#agent/reading/hidden.ts';
import type { Message } from '#domain/mail.ts';
import type { MailView } from '#server/api/threads.ts';
import type { MailBody } from '#server/mail-frame/document.ts';
import { remoteIn } from '#server/mail-frame/remote.ts';

/** A mail as people read it; where it stands in the ledger apart. Worked out in bounded time. */
export function viewOf(message: Message, address: string): Omit<MailView, 'state' | 'reviewId'> {
  const { text, quoted, footer, forwarded, hidden, notes } = contentOf(message);
  const isHtml = hasHtml(message);
  return {
    id: message.id,
    from: message.from,
    to: message.to,
    cc: message.cc,
    atMs: message.dateMs,
    direction: leftMailbox(message, address) ? 'out' : 'in',
    byInreply: isSentByUs(message, address),
    text,
    quoted: quoted === '' ? null : quoted,
    signature: footer === '' ? null : footer,
    forwarded: forwarded ?? null,
    hasHtml: isHtml,
    remoteImages: isHtml ? remoteIn(message.body) : 0,
    hiddenText: isCovert(hidden),
    notes,
    attachments: message.attachments
      .filter(({ isInline, contentType }) => !(isInline && contentType?.startsWith('image/') === true))
      .map(({ filename, size, contentType }) => ({
        name: filename ?? 'unnamed',
        size: size ?? null,
        type: contentType ?? null,
      })),
  };
}

/** The body of a mail as it came, and what it is. */
export function bodyOf(message: Message): MailBody {
  return { kind: hasHtml(message) ? 'html' : 'text', body: message.body };
}
