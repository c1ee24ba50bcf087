import { createHash } from 'node:crypto';

import { type AttachmentReading, attachmentSource, notesOf } from '#agent/reading/attachments.ts';
import type { Forwarded, Reading } from '#agent/reading/reading.ts';

/**
 * The conversation as data for a model: every mail with who wrote it, between two lines that carry a mark made from
 * the text itself. A mail cannot contain the mark of a text it is part of, so it cannot close the fence.
 */
export function fenced(conversation: readonly Reading[]): { text: string; mark: string } {
  const mails = conversation.map(mailText).join('\n\n');
  const mark = markFor(mails);
  return { mark, text: `<<<MAIL ${mark}\n${mails}\nMAIL ${mark}>>>` };
}

const writers = {
  us: 'us',
  sender: 'the other side',
  other: 'a third party, background only',
} as const;

function mailText(reading: Reading, at: number): string {
  const notes = notesOf(reading);
  const lines = [
    `[mail ${at + 1}] id: message-${at + 1}`,
    `written by: ${writers[reading.by]} (${oneLine(reading.from)})`,
    `received: ${isoDate(reading.dateMs)}`,
    ...(notes.length > 0 ? [`notes: ${notes.map(oneLine).join('; ')}`] : []),
    '',
    ...(reading.text === '' && reading.forwarded ? [] : [reading.text === '' ? '[no text]' : reading.text]),
    ...(reading.forwarded ? forwardedLines(reading.forwarded) : []),
    ...reading.attachments.flatMap((attachment) => attachmentLines(attachment, at + 1)),
  ];
  return lines.join('\n');
}

/** Each page under the id that is cited for it. */
function attachmentLines({ name, facts, content }: AttachmentReading, mailNumber: number): string[] {
  if (content.kind === 'unread') return [];
  const about = content.leftOut === undefined ? facts : `${facts}; left out: ${content.leftOut}`;
  const pages = content.pages.map((page, at) => {
    const id = attachmentSource(mailNumber, name, content.isPaged ? at + 1 : undefined);
    return `[attachment, id: ${id}]\n${page === '' ? '[no text]' : page}`;
  });
  return ['', `attached file: ${name} (${about})`, ...pages];
}

/** Said to be somebody else's, so that their words are not taken for the sender's. */
function forwardedLines({ from, to, date, subject, text }: Forwarded): string[] {
  const fields = Object.entries({ from, to, date, subject }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${oneLine(value)}`],
  );
  const about =
    fields.length === 0 ? '' : ` (as the sender's mail client has it, unproven: ${fields.join('; ')})`;
  return [
    '',
    `[the sender passes on a mail written by somebody else${about}]`,
    text === '' ? '[no text]' : text,
    '[end of the mail passed on]',
  ];
}

/** A mark that a text cannot contain, since it is made from the whole of it. */
export function markFor(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 20);
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
}

/** ISO 8601 in UTC; an impossible date reads as unknown. */
export function isoDate(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? 'unknown' : date.toISOString();
}
