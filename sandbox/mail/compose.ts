import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { htmlToText } from './text.ts';
import type { Content, Header, Person } from './types.ts';

export type OutgoingMail = Content & {
  isPlaintext: boolean;
  messageId: string;
  inReplyTo: string | undefined;
  references: string[];
  customHeaders: Header[];
  dateMs: number;
};

/** Builds the MIME bytes of a mail that leaves, the same each time; `Bcc` is not in them (RFC 5322 section 3.6.3). */
export async function composeMail(mail: OutgoingMail): Promise<Uint8Array> {
  // Custom headers leave as they were named; nodemailer would change their case.
  const givenNames = new Map(mail.customHeaders.map(({ name }) => [name.toLowerCase(), name]));
  const composer = new MailComposer({
    from: mail.from.map(toNodemailer),
    to: mail.to.map(toNodemailer),
    cc: mail.cc.map(toNodemailer),
    replyTo: mail.replyTo.map(toNodemailer),
    subject: mail.subject,
    messageId: mail.messageId,
    // The same mail has the same bytes whenever it is composed.
    baseBoundary: createHash('sha256').update(mail.messageId).digest('hex').slice(0, 16),
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    date: new Date(mail.dateMs),
    headers: mail.customHeaders.map(({ name, value }) => ({ key: name, value })),
    ...(mail.isPlaintext ? { text: mail.body } : { text: htmlToText(mail.body), html: mail.body }),
    attachments: mail.attachments.map((attachment) => ({
      filename: attachment.filename,
      content: Buffer.from(attachment.content),
      contentType: attachment.contentType,
      contentDisposition: attachment.isInline ? 'inline' : 'attachment',
      ...(attachment.contentId && attachment.isInline && { cid: attachment.contentId }),
    })),
    normalizeHeaderKey: (key) => givenNames.get(key.toLowerCase()) ?? key,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

function toNodemailer({ name, email }: Person): { name: string; address: string } {
  return { name, address: email };
}
