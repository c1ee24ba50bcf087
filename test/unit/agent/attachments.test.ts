import { describe, expect, it, test } from 'vitest';
import { unreadReasons } from '#agent/check/unread.ts';
import { fenced } from '#agent/prompt/fence.ts';
import {
  type AttachmentReading,
  attachmentSources,
  attachmentsToRead,
  contentKey,
  notesOf,
  withContents,
} from '#agent/reading/attachments.ts';
import { AttachmentsConfig } from '#domain/attachments-config.ts';
import type { Extracted } from '#domain/extract.ts';
import type { Attachment } from '#domain/mail.ts';
import { aMessage } from '../../helpers/builders.ts';
import { aReading } from './builders.ts';

const config = AttachmentsConfig.parse({ max_files: 2, max_mb: 1 });
const anAttachment = (change: Partial<Attachment> = {}): Attachment => ({
  id: 'a1',
  filename: 'offer.pdf',
  contentType: 'application/pdf',
  size: 1000,
  isInline: false,
  ...change,
});
const listed = (change: Partial<AttachmentReading> = {}): AttachmentReading => ({
  id: 'a1',
  name: 'offer.pdf',
  facts: 'application/pdf, 1 KB',
  content: { kind: 'unread', because: 'files are not opened here' },
  ...change,
});
const pages = (...texts: string[]): Extracted => ({
  kind: 'read',
  pages: texts,
  isPaged: true,
  leftOut: undefined,
});
const file = (id: string) => listed({ id, name: `${id}.pdf` });

const message = (id: string, ...attachments: Attachment[]) => aMessage({ id, attachments });
const wanted = (...args: Parameters<typeof attachmentsToRead>) =>
  attachmentsToRead(...args).map(({ messageId, attachment }) => `${messageId}/${attachment.id}`);

describe('the files to read', () => {
  it('are those of the sender in the unanswered mails, the newest first, so many and so large', () => {
    const messages = [
      message('m1', anAttachment({ id: 'old' })),
      message(
        'm2',
        anAttachment({ id: 'big', size: 2_000_000 }),
        anAttachment({ id: 'x' }),
        anAttachment({ id: 'y' }),
      ),
    ];
    const unanswered = [aReading({ messageId: 'm1' }), aReading({ messageId: 'm2' })];
    expect(wanted(messages, unanswered, config)).toEqual(['m2/x', 'm2/y']);
    expect(wanted(messages, [aReading({ messageId: 'm1' })], config)).toEqual(['m1/old']);
  });

  it('are none of third parties, no pictures within the text, and none without an id', () => {
    const picture = anAttachment({ id: 'logo', contentType: 'image/png', isInline: true });
    const messages = [message('m1', anAttachment()), message('m2', picture, anAttachment({ id: '' }))];
    expect(wanted(messages, [aReading({ by: 'other' }), aReading({ messageId: 'm2' })], config)).toEqual([]);
  });
});

describe('a conversation with its files', () => {
  const conversation = [
    aReading({ messageId: 'm1', attachments: [file('a')] }),
    aReading({ messageId: 'm2', attachments: [file('b'), file('c')] }),
  ];
  const withFiles = (...contents: [string, string, Extracted][]) =>
    withContents(
      conversation,
      new Map(contents.map(([m, a, content]) => [contentKey(m, a), content])),
      config,
    );

  it('has what was read, and says of the others why not', () => {
    const [first, second] = withFiles(
      ['m2', 'b', pages('Offer 17', 'Total 40 EUR')],
      ['m2', 'c', { kind: 'unread', because: 'a password protects it' }],
    );
    expect(notesOf(first!)).toEqual([
      "attachment not read: a.pdf (application/pdf, 1 KB): only 2 files up to 1 MB of the sender's newest mails are opened",
    ]);
    expect(notesOf(second!)).toEqual([
      'attachment not read: c.pdf (application/pdf, 1 KB): a password protects it',
    ]);
    expect(fenced([first!, second!]).text).toContain(
      'attached file: b.pdf (application/pdf, 1 KB)\n[attachment, id: message-2/b.pdf#p1]\nOffer 17\n[attachment, id: message-2/b.pdf#p2]\nTotal 40 EUR',
    );
    expect(attachmentSources(2, second!.attachments)).toEqual([
      'b.pdf',
      'message-2/b.pdf',
      'message-2/b.pdf#p1',
      'message-2/b.pdf#p2',
    ]);
  });

  it('keeps the newest whole when there is more than fits, and says what is missing', () => {
    const [first, second] = withFiles(
      ['m1', 'a', pages('x'.repeat(20_000))],
      ['m2', 'b', pages('y'.repeat(20_000))],
    );
    expect(second!.attachments[0]!.content).toEqual(pages('y'.repeat(20_000)));
    expect(first!.attachments[0]!.content).toEqual({
      ...pages('x'.repeat(4_000)),
      leftOut: '16,000 characters',
    });
  });
});

describe('a draft beside a file nobody opened', () => {
  const conversation = [aReading({ attachments: [listed()] })];

  test.each([
    'Thank you, I have looked at the attached PDF and all is well.',
    'According to your invoice the total is right.',
    'As shown in your screenshot, the zip is broken.',
    'Your photo shows a broken sole.',
    'We have reviewed the document you sent.',
    'Ich habe mir Ihre Rechnung angesehen.',
    'Laut Ihrem Anhang fehlt ein Schuh.',
    "D'après votre facture, le total est juste.",
    'Hemos revisado la factura adjunta.',
  ])('is held back when it speaks as if it had read it: %s', (body) => {
    expect(unreadReasons(`Hello Carla,\n\n${body}\n\nMia`, conversation)).toMatchObject([
      { code: 'unread_attachment' },
    ]);
  });

  test.each([
    'Thank you for the photo.',
    'I could not open the attached file. Could you paste its text?',
    'Unfortunately we have not looked at your invoice yet; a colleague will.',
    'Please send us a photo of the sole, then we will check it.',
    'Wir konnten Ihren Anhang leider nicht lesen.',
    'You find the invoice in your account.',
  ])('passes when it does not: %s', (body) => {
    expect(unreadReasons(`Hello Carla,\n\n${body}\n\nMia`, conversation)).toEqual([]);
  });

  test('may speak of a file that was read', () => {
    const read = [aReading({ attachments: [listed({ content: pages('Total 40 EUR') })] })];
    expect(unreadReasons('I have looked at the attached PDF.', read)).toEqual([]);
  });
});
