import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { aDocx, aPdf } from '../helpers/files.ts';
import { type Found, GRANT, startWorld, supportAgent, until, type World } from '../helpers/world.ts';

const envelope = { from: 'ann@customer.example', to: 'support@inreply.test' };
const corpus = '../shared/corpus/mime-torture';
const ended = ({ state }: Found) => !['new', 'ready', 'sending'].includes(state);

const head = (type: string, more: readonly string[] = []): string =>
  [
    'From: Ann <ann@customer.example>',
    'To: support@inreply.test',
    'Subject: A question',
    'MIME-Version: 1.0',
    `Content-Type: ${type}`,
    ...more,
  ].join('\r\n');
const plain = (text: string): string => `${head('text/plain; charset=utf-8')}\r\n\r\n${text}\r\n`;
const html = (text: string): string => `${head('text/html; charset=utf-8')}\r\n\r\n${text}\r\n`;

/** Multipart in multipart, `depth` times. */
function nested(depth: number): string {
  let inner = 'Content-Type: text/plain\r\n\r\nHow long does shipping take?';
  for (let at = 0; at < depth; at++) {
    inner = `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n${inner}\r\n--b${at}--`;
  }
  return `From: ann@customer.example\r\nTo: support@inreply.test\r\nMIME-Version: 1.0\r\n${inner}\r\n`;
}

function withFiles(files: readonly { name: string; type: string; bytes: Uint8Array }[]): string {
  const parts = files.map(
    ({ name, type, bytes }) =>
      `--b\r\nContent-Type: ${type}\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(bytes).toString('base64').replaceAll(/.{76}/g, '$&\r\n')}`,
  );
  return `${head('multipart/mixed; boundary=b')}\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHow long does shipping take?\r\n${parts.join('\r\n')}\r\n--b--\r\n`;
}

const zeros = new Uint8Array(70 * 1024 * 1024);
const mails: Record<string, () => string | Uint8Array> = {
  'one line of two megabytes': () => plain('How long does shipping take? '.repeat(70_000)),
  '40,000 newlines': () => plain(`How long does shipping take?${'\r\n'.repeat(40_000)}Ann`),
  '40,000 quoted newlines': () => plain(`Hi\r\n${'> \r\n'.repeat(40_000)}`),
  'a row of the words that start a quotation': () => plain('On '.repeat(60_000)),
  'parts within parts, 500 deep': () => nested(500),
  '20,000 elements within each other': () => html('<div>'.repeat(20_000) + 'How long does shipping take?'),
  '200,000 line breaks': () => html('How long?<br>'.repeat(200_000)),
  'an element with 50,000 attributes': () =>
    html(`<p ${Array.from({ length: 50_000 }, (_, at) => `a${at}=1`).join(' ')}>How long?</p>`),
  'a table of 100,000 cells': () => html(`<table><tr>${'<td>x</td>'.repeat(100_000)}</tr></table>`),
  'an unclosed tag of a megabyte': () => html(`<p>Hi<a href="${'x'.repeat(1_000_000)}`),
  'a character set that does not exist': () =>
    `${head('text/plain; charset=x-no-such')}\r\n\r\nHow long does shipping take?\r\n`,
  'bytes that are no UTF-8': () =>
    Buffer.concat([
      Buffer.from(`${head('text/plain; charset=utf-8')}\r\n\r\nWie lange `),
      Buffer.alloc(5_000, 0xc3),
    ]),
  'base64 that is none': () =>
    `${head('text/plain', ['Content-Transfer-Encoding: base64'])}\r\n\r\n${'!!!not base64 at all '.repeat(2_000)}\r\n`,
  'a boundary that never comes': () =>
    `${head('multipart/mixed; boundary=never')}\r\n\r\n--other\r\n\r\nHi\r\n`,
  'a subject of 100,000 characters': () =>
    plain('How long?').replace('Subject: A question', `Subject: ${'=?utf-8?q?=C3=A4?= '.repeat(5_000)}`),
  '2,000 headers of the same name': () =>
    plain('How long?').replace(
      'MIME-Version',
      `${'Received: from x by y; today\r\n'.repeat(2_000)}MIME-Version`,
    ),
  'a Word file that unpacks to more than fits': () =>
    withFiles([
      { name: 'a.docx', type: 'application/msword', bytes: aDocx(['x'], { 'word/more.xml': zeros }) },
    ]),
  'a PDF that unpacks to more than fits': () =>
    withFiles([
      { name: 'a.pdf', type: 'application/pdf', bytes: aPdf(['x'], (page) => Buffer.concat([page, zeros])) },
    ]),
  'thirty files that are none of what they say': () =>
    withFiles(
      Array.from({ length: 30 }, (_, at) => ({
        name: `${'../'.repeat(20)}x${at}.pdf`,
        type: 'application/pdf',
        bytes: Buffer.from(`%PDF-1.7 ${at} ${'['.repeat(10_000)}`),
      })),
    ),
};

describe('a hostile mail', () => {
  let world: World;
  beforeAll(async () => {
    const yaml = `${supportAgent['agent.yaml']}attachments: { read: true }\n`;
    world = await startWorld({ agent: { ...supportAgent, 'agent.yaml': yaml } });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const received = () => world.sandbox.messages(GRANT).filter(({ folders }) => !folders.includes('sent'));

  async function outcomeOf(raw: string | Uint8Array): Promise<Found> {
    const before = received().length;
    await world.sandbox.deliver(raw, envelope);
    const stored = await until(async () => received()[before], 'the mail to arrive');
    return world.outcome(stored.id, ended, 45_000);
  }

  test.each(Object.entries(mails))('of %s gets an outcome', async (_name, make) => {
    const found = await outcomeOf(make());
    expect(['sent', 'review', 'skipped']).toContain(found.state);
    expect(found.reasons.length).toBeGreaterThan(0);
  });

  it.skipIf(!existsSync(corpus))(
    'of a public collection of them gets an outcome, a quarter of which is tried here (needs ../shared/corpus)',
    { timeout: 120_000 },
    async () => {
      const lines = (await readFile(`${corpus}/cases.jsonl`, 'utf8')).trim().split('\n');
      const paths = lines.filter((_line, at) => at % 4 === 0).map((line): string => JSON.parse(line).path);
      const before = received().length;
      const next = paths.values();
      const deliver = async () => {
        for (const path of next) await world.sandbox.deliver(await readFile(`${corpus}/${path}`), envelope);
      };
      await Promise.all(Array.from({ length: 8 }, deliver));
      const came = await until(
        async () => (received().length >= before + paths.length ? received().slice(before) : undefined),
        'all mails to arrive',
        60_000,
      );
      for (const { id } of came) expect((await world.outcome(id, ended, 60_000)).state).not.toBe('dead');
    },
  );

  it('leaves the service well: it answers the next mail, and never restarted', async () => {
    expect((await outcomeOf(plain('Hello, how long does shipping to Germany take?'))).state).toBe('sent');
  });
});
