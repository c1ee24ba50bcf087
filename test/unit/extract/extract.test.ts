import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { Extracted } from '#domain/extract.ts';
import { extractFile } from '#extract/extract-file.ts';
import { aDocx, aPdf } from '../../helpers/files.ts';

const limits = { maxPages: 3, maxCharacters: 2_000 };
const read = (bytes: Uint8Array | string, claimedType?: string, name = 'file'): Promise<Extracted> =>
  extractFile({ name, claimedType, bytes: typeof bytes === 'string' ? strToU8(bytes) : bytes }, limits);
const text = (pages: string[], more: Partial<Extract<Extracted, { kind: 'read' }>> = {}) => ({
  kind: 'read',
  pages,
  isPaged: false,
  leftOut: undefined,
  ...more,
});
const unread = (because: string) => ({ kind: 'unread', because });

test('a PDF is read page by page, its first pages only, and what is left out is said', async () => {
  expect(await read(aPdf(['Offer 17', 'Price: 40 EUR']))).toEqual(
    text(['Offer 17', 'Price: 40 EUR'], { isPaged: true }),
  );
  expect(await read(aPdf(['a', 'b', 'c', 'd', 'e']))).toEqual(
    text(['a', 'b', 'c'], { isPaged: true, leftOut: 'pages 4 to 5' }),
  );
});

test('a scan is said to have no text', async () => {
  expect(await read(aPdf(['']))).toEqual(unread('it has no text in it (a scan)'));
});

test('a Word document is read', async () => {
  expect(
    await read(aDocx(['Dear team,', 'the zip is broken.']), 'application/octet-stream', 'x.bin'),
  ).toEqual(text(['Dear team,\n\nthe zip is broken.']));
});

test.each<[string, string | Uint8Array, string | undefined, string]>([
  ['plain text in UTF-8', 'Größe 42', 'text/plain', 'Größe 42'],
  [
    'text in Latin-1',
    Uint8Array.from([0x47, 0x72, 0xf6, 0xdf, 0x65]),
    'text/plain; charset=iso-8859-1',
    'Größe',
  ],
  ['text in Windows-1252, unnamed', Uint8Array.from([0x80, 0x20, 0x35]), undefined, '€ 5'],
  ['text in UTF-16', Uint8Array.from([0xff, 0xfe, 0x68, 0, 0x69, 0]), undefined, 'hi'],
  ['an unknown character set', Uint8Array.from([0x61, 0xe9]), 'text/plain; charset=x-none', 'aé'],
  ['a table', 'sku,size\nA1,42\n', 'text/csv', 'sku,size\nA1,42'],
  [
    'HTML without its markup',
    '<html><body><p>Hello</p><script>x()</script></body></html>',
    'text/html',
    'Hello',
  ],
])('%s is read', async (_what, bytes, type, expected) => {
  expect(await read(bytes, type)).toEqual(text([expected]));
});

test('a calendar file says what, when, where and who', async () => {
  const file = [
    'BEGIN:VCALENDAR',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'UID:1@x',
    'SUMMARY:Fitting\\, second',
    'DTSTART;TZID=Europe/Berlin:20261201T100000',
    'ORGANIZER;CN="Carla C":mailto:carla@customer.example',
    'DESCRIPTION:Bring the sho',
    ' es\\nand the box',
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n');
  expect(await read(file, 'text/calendar')).toEqual(
    text([
      'METHOD: REQUEST\n\nVEVENT\nSUMMARY: Fitting, second\nDTSTART: 20261201T100000 (Europe/Berlin)\nORGANIZER: mailto:carla@customer.example (Carla C)\nDESCRIPTION: Bring the shoes\nand the box',
    ]),
  );
});

test('a mail that came as a file is read with its sender and subject', async () => {
  const mail =
    'From: Dana <dana@x.example>\r\nSubject: Late\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000\r\n\r\nStill waiting.\r\n';
  expect(await read(mail, 'message/rfc822')).toEqual(
    text(['From: dana@x.example\nDate: 2026-11-21T12:00:00.000Z\nSubject: Late\n\nStill waiting.']),
  );
});

test.each<[string, string | Uint8Array, string | undefined, string]>([
  ['an image', strToU8('\u0089PNG\r\n\u001a\n\u0000\u0000', true), 'text/plain', 'it is an image'],
  ['a program called a PDF', strToU8('MZ\u0090\u0000\u0003', true), 'application/pdf', 'it is a program'],
  [
    'an archive',
    zipSync({ 'a.txt': strToU8('x') }),
    'application/zip',
    'it is an archive or in a format that is not read',
  ],
  ['an empty file', '', 'text/plain', 'it is empty'],
  ['blanks', ' \n\n \t', 'text/plain', 'it has no text in it'],
  ['a broken PDF', '%PDF-1.7\n%%EOF', 'application/pdf', 'it is damaged or not what it says it is'],
  ['a broken archive', 'PK\u0003\u0004 and no more', undefined, 'it is damaged or not what it says it is'],
])('%s is said to be unread, and why', async (_what, bytes, type, because) => {
  expect(await read(bytes, type)).toEqual(unread(because));
});

test('a long text is cut, and how much is missing is said', async () => {
  expect(await read('x'.repeat(5_000))).toEqual(text(['x'.repeat(2_000)], { leftOut: '3,000 characters' }));
});

test('a small file that unpacks to more than memory holds is refused', { timeout: 30_000 }, async () => {
  const zeros = new Uint8Array(61 * 1024 * 1024);
  expect(await read(aDocx(['x'], { 'word/media.xml': [zeros, { level: 1 }] }))).toEqual(
    unread('it unpacks to far more than a document holds'),
  );
});

test('an archive that lies about what it unpacks to gives no more than it says', async () => {
  const bytes = aDocx(['y'.repeat(3_000_000)]);
  const directory = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (
    let at = directory.indexOf('PK\u0001\u0002');
    at !== -1;
    at = directory.indexOf('PK\u0001\u0002', at + 1)
  ) {
    directory.writeUInt32LE(64, at + 24);
  }
  expect(await read(bytes)).toMatchObject({ kind: 'unread' });
});
