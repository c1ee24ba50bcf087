import PostalMime, {
  type Address,
  type Attachment,
  type Email,
  addressParser,
  decodeWords,
} from 'postal-mime';
import { newId } from '../ids.ts';
import type { Header, ParsedMail, Person, StoredAttachment } from './types.ts';

/**
 * Reads a raw RFC 822 mail. Never fails: of a mail that cannot be parsed, the headers that can be read and the
 * rest as text are kept, as a mail server would.
 */
export async function parseMail(raw: Uint8Array): Promise<ParsedMail> {
  try {
    return fromEmail(await PostalMime.parse(raw, { forceRfc822Attachments: true }));
  } catch {
    return salvage(raw);
  }
}

/** The ids in a `References` or `In-Reply-To` value, in order; RFC 5322 section 3.6.4. */
function messageIdsIn(value: string | undefined): string[] {
  return value?.match(/<[^<>\s]+>/g) ?? [];
}

function fromEmail(email: Email): ParsedMail {
  const headers = email.headers.map(({ originalKey, value }) => ({
    name: originalKey,
    value: decodeWords(value),
  }));
  return {
    headers,
    ...threadingOf(headers),
    subject: email.subject ?? '',
    from: people(email.from ? [email.from] : email.sender ? [email.sender] : []),
    to: people(email.to),
    cc: people(email.cc),
    bcc: people(email.bcc),
    replyTo: people(email.replyTo),
    body: email.html?.trim() ? email.html : (email.text ?? ''),
    attachments: email.attachments.map((attachment) => stored(attachment, email.html ?? '')),
  };
}

function salvage(raw: Uint8Array): ParsedMail {
  const text = new TextDecoder().decode(raw);
  const cut = /\r?\n\r?\n/.exec(text);
  const head = cut ? text.slice(0, cut.index) : text;
  const headers = head
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .flatMap((line): Header[] => {
      const colon = /^([!-9;-~]+):[ \t]?(.*)$/.exec(line);
      return colon?.[1] ? [{ name: colon[1], value: decodeWords(colon[2] ?? '') }] : [];
    });
  const addresses = (name: string) => people(addressParser(valueOf(headers, name) ?? '', { flatten: true }));
  return {
    headers,
    ...threadingOf(headers),
    subject: valueOf(headers, 'subject') ?? '',
    from: addresses('from'),
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: [],
    replyTo: addresses('reply-to'),
    body: cut ? text.slice(cut.index + cut[0].length) : '',
    attachments: [],
  };
}

function threadingOf(headers: Header[]): Pick<ParsedMail, 'messageId' | 'ancestors'> {
  const inReplyTo = messageIdsIn(valueOf(headers, 'in-reply-to'));
  const references = messageIdsIn(valueOf(headers, 'references')).toReversed();
  return {
    messageId: messageIdsIn(valueOf(headers, 'message-id'))[0],
    ancestors: [...new Set([...inReplyTo, ...references])],
  };
}

function valueOf(headers: Header[], name: string): string | undefined {
  return headers.find((header) => header.name.toLowerCase() === name)?.value;
}

function people(addresses: Address[] | undefined): Person[] {
  return (addresses ?? [])
    .flatMap((address) => (address.group ? address.group : [address]))
    .filter(({ address }) => address.trim() !== '')
    .map(({ name, address }) => ({ name, email: address }));
}

function stored(attachment: Attachment, html: string): StoredAttachment {
  const contentId = attachment.contentId?.replace(/^<|>$/g, '') ?? '';
  const { content, filename } = attachment;
  const name = filename?.replace(/["\\\r\n]/g, '_');
  return {
    id: newId('att'),
    filename: filename ?? '',
    contentType: attachment.method
      ? `${attachment.mimeType}; method=${attachment.method}`
      : attachment.mimeType,
    isInline: attachment.disposition === 'inline' || (contentId !== '' && html.includes(`cid:${contentId}`)),
    contentId,
    disposition: `${attachment.disposition ?? 'attachment'}${name ? `; filename="${name}"` : ''}`,
    content: typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content),
  };
}
