import type { AttachmentsConfig } from '#domain/attachments-config.ts';
import type { Extracted } from '#domain/extract.ts';
import type { Attachment, Message } from '#domain/mail.ts';
import type { Reading } from './reading.ts';

/** A file that came with a mail. Its name and type are the sender's, on one line and short. */
export type AttachmentReading = {
  id: string;
  name: string;
  /** Type and size, for people and models. */
  facts: string;
  /** `unread`: nobody looked into it, and nothing may be said about what stands in it. */
  content: Extracted;
};

const notAllowed: Extracted = { kind: 'unread', because: 'files are not opened here' };

/** The attachments of a mail before any is opened. */
export function listAttachments({ attachments }: Pick<Message, 'attachments'>): AttachmentReading[] {
  return attachments.map((attachment) => ({
    id: attachment.id,
    name: nameOf(attachment),
    facts: [attachment.contentType ?? 'unknown type', ...sizeText(attachment.size)].join(', '),
    content: notAllowed,
  }));
}

/** One attachment that is to be downloaded and read. */
export type Wanted = { messageId: string; attachment: Attachment };

/**
 * Which attachments the agent lets us read: those of the mails that are being answered, by their sender, the newest first.
 * Pictures within the text of a mail are not files of it.
 */
export function attachmentsToRead(
  messages: readonly Message[],
  unanswered: readonly Reading[],
  { max_files, max_mb }: AttachmentsConfig,
): Wanted[] {
  return unanswered
    .filter(({ by }) => by === 'sender')
    .toReversed()
    .flatMap(({ messageId }) => {
      const attachments = messages.find(({ id }) => id === messageId)?.attachments ?? [];
      return attachments.map((attachment) => ({ messageId, attachment }));
    })
    .filter(({ attachment }) => attachment.id !== '' && !isPicture(attachment))
    .filter(({ attachment }) => (attachment.size ?? 0) <= max_mb * 1024 * 1024)
    .slice(0, max_files);
}

/** Characters of all attachments together, about 6,000 tokens. */
const maxAttachmentsLength = 24_000;

/**
 * The conversation with what was read in its files; the rest stays listed as unread. The newest files come first when there
 * is more than fits, and what does not fit is marked as left out.
 */
export function withContents(
  conversation: readonly Reading[],
  contents: ReadonlyMap<string, Extracted>,
  { max_files, max_mb }: AttachmentsConfig,
): Reading[] {
  let left = maxAttachmentsLength;
  const passedOver = `only ${max_files} files up to ${max_mb} MB of the sender's newest mails are opened`;
  const readings = conversation.toReversed().map((reading) => {
    const attachments = reading.attachments.map((attachment): AttachmentReading => {
      const content = contents.get(contentKey(reading.messageId, attachment.id));
      if (content === undefined) return { ...attachment, content: { kind: 'unread', because: passedOver } };
      const fitted = fitInto(content, left);
      if (fitted.kind === 'read') left -= lengthOf(fitted.pages);
      return { ...attachment, content: fitted };
    });
    return { ...reading, attachments };
  });
  return readings.toReversed();
}

/** Names one attachment of one mail. */
export function contentKey(messageId: string, attachmentId: string): string {
  return `${messageId} ${attachmentId}`;
}

/** What is cited for a page of a file in the mail at this place of the conversation: `message-2/offer.pdf#p1`. */
export function attachmentSource(mailNumber: number, name: string, page?: number): string {
  return `message-${mailNumber}/${name}${page === undefined ? '' : `#p${page}`}`;
}

/** All ids under which the files of a mail that were read may be cited, whole or by page. */
export function attachmentSources(mailNumber: number, attachments: readonly AttachmentReading[]): string[] {
  return attachments.flatMap(({ name, content }) => {
    if (content.kind === 'unread') return [];
    const pages = content.isPaged
      ? content.pages.map((_page, at) => attachmentSource(mailNumber, name, at + 1))
      : [];
    return [name, attachmentSource(mailNumber, name), ...pages];
  });
}

/** All that was read in the files of a mail. */
export function attachedText({ attachments }: Pick<Reading, 'attachments'>): string {
  return attachments.flatMap(({ content }) => (content.kind === 'read' ? content.pages : [])).join('\n\n');
}

/** The notes of a mail with its unread files, for people and models; of very many only the first. */
export function notesOf({ notes, attachments }: Pick<Reading, 'notes' | 'attachments'>): string[] {
  const unread = attachments.flatMap(({ name, facts, content }) =>
    content.kind === 'unread' ? [`attachment not read: ${name} (${facts}): ${content.because}`] : [],
  );
  const more = unread.length - 20;
  return [...notes, ...unread.slice(0, 20), ...(more > 0 ? [`${more} more attachments not read`] : [])];
}

function fitInto(content: Extracted, room: number): Extracted {
  if (content.kind === 'unread') return content;
  const length = lengthOf(content.pages);
  if (length <= room) return content;
  if (room < 200) return { kind: 'unread', because: 'there was no room left for it' };
  const pages: string[] = [];
  let left = room;
  for (const page of content.pages) {
    if (left <= 0) break;
    pages.push(page.slice(0, left).toWellFormed());
    left -= page.length;
  }
  const cut = `${(length - room).toLocaleString('en-US')} characters`;
  return {
    ...content,
    pages,
    leftOut: [cut, ...(content.leftOut === undefined ? [] : [content.leftOut])].join(' and '),
  };
}

function lengthOf(pages: readonly string[]): number {
  return pages.reduce((sum, page) => sum + page.length, 0);
}

function isPicture({ isInline, contentType }: Attachment): boolean {
  return isInline && (contentType ?? '').toLowerCase().startsWith('image/');
}

function nameOf({ filename }: Attachment): string {
  const name = (filename ?? '').replaceAll(/[\p{C}\s[\]<>#]+/gu, ' ').trim();
  return name === '' ? 'unnamed' : name.slice(0, 120).toWellFormed();
}

function sizeText(size: number | undefined): string[] {
  if (size === undefined) return [];
  if (size < 1024) return [`${size} bytes`];
  return size < 1024 * 1024 ? [`${Math.round(size / 1024)} KB`] : [`${(size / 1024 / 1024).toFixed(1)} MB`];
}
