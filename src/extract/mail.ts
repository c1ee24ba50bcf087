import { htmlText } from './html.ts';

/** A mail that came as a file: who wrote it when, about what, and its text. Its own attachments are only named. */
export async function mailText(bytes: Uint8Array): Promise<string> {
  const { default: PostalMime } = await import('postal-mime');
  const mail = await PostalMime.parse(bytes, { maxNestingDepth: 20, maxHeadersSize: 256 * 1024 });
  const files = mail.attachments.map(({ filename }) => filename ?? 'unnamed');
  const lines = [
    `From: ${mail.from?.address ?? 'unknown'}`,
    ...(mail.date === undefined ? [] : [`Date: ${mail.date}`]),
    `Subject: ${mail.subject ?? ''}`,
    ...(files.length > 0 ? [`Attachments, not read: ${files.join(', ')}`] : []),
    '',
    mail.text ?? (await htmlText(mail.html ?? '')),
  ];
  return lines.join('\n');
}
