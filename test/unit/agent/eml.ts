import PostalMime, { type Address as ParsedAddress } from 'postal-mime';

import type { Address, Message } from '#domain/mail.ts';

import { aMessage } from './builders.ts';

/** A raw mail as Nylas would hand it over: headers as a list, HTML before text, other parts as attachments. */
export async function messageOfEml(raw: Uint8Array): Promise<Message> {
  const mail = await PostalMime.parse(raw);
  return aMessage({
    subject: mail.subject ?? '',
    from: addresses(mail.from === undefined ? [] : [mail.from]),
    to: addresses(mail.to ?? []),
    cc: addresses(mail.cc ?? []),
    replyTo: addresses(mail.replyTo ?? []),
    headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    body: mail.html ?? mail.text ?? '',
    attachments: mail.attachments.map((attachment, at) => ({
      id: `a${at}`,
      filename: attachment.filename ?? undefined,
      contentType:
        attachment.method === undefined
          ? attachment.mimeType
          : `${attachment.mimeType}; method=${attachment.method}`,
      size: undefined,
      isInline: attachment.disposition === 'inline',
    })),
  });
}

function addresses(list: readonly ParsedAddress[]): Address[] {
  return list
    .flatMap((entry) => entry.group ?? [entry])
    .map(({ name, address }) => ({ name: name === '' ? undefined : name, email: address }));
}
