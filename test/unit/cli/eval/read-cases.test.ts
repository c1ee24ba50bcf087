import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chosenCases, readCases } from '#cli/eval/read-cases.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'cases-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  }
}
const mail = '{ from: a@b.example, body: Hello }';
const eml =
  'From: Ann <ann@b.example>\r\nTo: desk@shop.example\r\nSubject: Grüße\r\nDate: Mon, 2 Mar 2026 09:00:00 +0100\r\n\r\nHello\r\n';

async function faults(): Promise<string[]> {
  const error: unknown = await readCases(dir).catch((caught: unknown) => caught);
  return error instanceof Error ? error.message.split('\n').map((line) => line.replace(`  ${dir}/`, '')) : [];
}

describe('cases', () => {
  it('are read from YAML, JSON, JSON lines and mails, in folders below too', async () => {
    await write({
      'a.yaml': `- { id: one, thread: [${mail}], expect: { decision: reply, says: [Hello] }, tags: [x] }\n- { thread: [${mail}] }`,
      'b/c.json': JSON.stringify({
        thread: [{ from: 'a@b.example', html: '<p>Hi' }],
        expect: { decision: ['reply', 'review'] },
      }),
      'd.jsonl': `{"id":"d1","thread":[{"from":"a@b.example"}]}\n\n{"id":"d2","thread":[{"from":"a@b.example"}]}\n`,
      'docs.yml': `id: y1\nthread: [${mail}]\n---\nid: y2\nthread: [${mail}]\n`,
      'mail.eml': eml,
      'mail.expect.yaml': 'expect: { decision: skip }',
      'front.eml': `---\nid: front\nexpect: { category: refund }\n---\n${eml}`,
      'pair.yaml': 'eml: mail.eml\nid: pair\nthread: [{ from: a@b.example, body: Before }]',
      'recorded.jsonl': 'not a case',
      'x.recorded.jsonl': 'not a case',
      '.hidden/z.yaml': 'not: a case',
      'README.md': 'not a case',
    });
    const cases = await readCases(dir);
    expect(cases.map(({ id }) => id)).toEqual([
      'one',
      'a-2',
      'b/c',
      'd1',
      'd2',
      'y1',
      'y2',
      'front',
      'mail',
      'pair',
    ]);
    expect(cases[0]).toMatchObject({
      expect: { decision: ['reply'], says: ['Hello'] },
      tags: ['x'],
      place: 'a.yaml:1',
    });
    expect(cases.find(({ id }) => id === 'mail')).toMatchObject({ expect: { decision: ['skip'] } });
    expect(cases.find(({ id }) => id === 'front')?.mails).toMatchObject([
      { subject: 'Grüße', body: 'Hello\n' },
    ]);
    expect(cases.find(({ id }) => id === 'pair')?.mails).toHaveLength(2);
  });

  it('are refused with every fault at once, each with its file and line', async () => {
    await write({
      'a.yaml': `id: a\nthread:\n  - body: no sender\n  - { from: x@y.example, body: a, html: b }\nexpect:\n  decision: maybe\n  mood: good\n`,
      'b.yaml': 'id: [\n',
      'c.jsonl': `{"id":"c","thread":[{"from":"x@y.example"}]}\n{oops}\n{"id":"c2"}\n`,
      'd.yaml': `id: d\nthread: [{ by: us, body: ours }]\n`,
      'e.yaml': `id: e\nexpect: { says: "/(/" }\nthread: [${mail}]\n`,
      'f.yaml': 'eml: missing.eml',
      'g.yaml': `- { id: c, thread: [${mail}] }`,
    });
    expect(await faults()).toEqual([
      'these cases cannot be used:',
      'a.yaml:3: thread.0: has no "from" (or by: us)',
      'a.yaml:4: thread.1: has body and html; give one of them',
      expect.stringMatching(/^a\.yaml:6: expect\.decision\.0: /),
      'a.yaml:7: expect: has no key "mood"',
      expect.stringMatching(/^b\.yaml:\d: not valid YAML: /),
      'c.jsonl:2: is not JSON; a .jsonl file has one case a line',
      'c.jsonl:3: has neither "thread" nor "eml"',
      'd.yaml:2: thread: ends with a mail of ours; its last mail is the one to be answered',
      'e.yaml:2: expect.says.0: is not a regular expression; text that is to start with / needs none',
      expect.stringMatching(/^f\.yaml:1: .*missing\.eml/),
      '  the id "c" stands more than once: c.jsonl:1, g.yaml:1',
    ]);
  });

  it('must be there', async () => {
    await expect(readCases(dir)).rejects.toThrow(/^there is no case in /);
    await expect(readCases(join(dir, 'nothing'))).rejects.toThrow(/^cannot read .*nothing/);
  });

  it('are chosen by a part of their id, or by a tag', async () => {
    await write({
      'a.yaml': ['refund-1', 'refund.2', 'order-1']
        .map((id) => `- { id: ${id}, thread: [${mail}], tags: [${id.slice(0, 1)}] }`)
        .join('\n'),
    });
    const cases = await readCases(dir);
    const ids = (only: string, limit?: number) => chosenCases(cases, { only, limit }).map(({ id }) => id);
    expect(ids('refund')).toEqual(['refund-1', 'refund.2']);
    expect(ids('REF*1')).toEqual(['refund-1']);
    expect(ids('d.2')).toEqual(['refund.2']);
    expect(ids('tag:o')).toEqual(['order-1']);
    expect(ids('', 2)).toHaveLength(2);
  });
});
