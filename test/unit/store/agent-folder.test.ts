import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAgentFolder } from '#store/agent-folders.ts';

const good = `mailboxes:
  - grant: \${SUPPORT_GRANT_ID}
    address: support@example.com
mode: auto
categories:
  order_status: { when: "asks where an order is", action: reply }
  legal: { when: "threatens legal steps", action: escalate, to: legal@example.com }
`;
const env = { SUPPORT_GRANT_ID: 'g-1', OPENAI_MODEL: 'm-1' };

let dir: string;
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'agent-')), 'support');
});
afterEach(() => {
  rmSync(dirname(dir), { recursive: true, force: true });
});

function write(files: Record<string, string | Buffer>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
}

/** Faults as `knowledge/a.md:1: reason`, with names relative to the folder. */
async function faultsOf(files: Record<string, string | Buffer>): Promise<string[]> {
  write({ 'agent.yaml': good, 'instructions.md': 'Be kind.', ...files });
  const read = await readAgentFolder(dir, env);
  if (!('faults' in read)) return [];
  return read.faults.map(({ file, line, reason }) => `${file.slice(dir.length + 1)}:${line}: ${reason}`);
}

describe('a good agent folder', () => {
  it('is read with its variables filled in and its defaults set', async () => {
    write({ 'agent.yaml': good, 'instructions.md': '\uFEFFBe kind.\r\n\r\nSign as Team.\n' });
    const read = await readAgentFolder(dir, env);
    expect(read).toMatchObject({
      agent: {
        name: 'support',
        instructions: 'Be kind.\n\nSign as Team.',
        knowledge: [],
        config: {
          mailboxes: [{ grant: 'g-1', address: 'support@example.com' }],
          mode: 'auto',
          model: 'm-1',
          min_confidence: 0.8,
          limits: { per_thread: 6 },
        },
      },
      mailboxLines: [2],
    });
  });

  it('keeps the model it names itself', async () => {
    write({ 'agent.yaml': `${good}model: own\n`, 'instructions.md': 'x' });
    expect(await readAgentFolder(dir, env)).toMatchObject({ agent: { config: { model: 'own' } } });
  });

  it('takes its knowledge from md, txt and html, by name, and passes over what editors leave behind', async () => {
    write({
      'agent.yaml': good,
      'instructions.md': 'x',
      'knowledge/b.txt': 'Plain.',
      'knowledge/a/shipping.md': '# Shipping\n\nTwo days.',
      'knowledge/c.html': '<style>p{}</style><h1>Returns</h1><p>30 <b>days</b>.</p><img src=x alt=no>',
      'knowledge/.DS_Store': 'x',
      'knowledge/b.txt~': 'x',
      'knowledge/~$offer.docx': 'x',
    });
    const read = await readAgentFolder(dir, env);
    expect('agent' in read && read.agent.knowledge).toEqual([
      { name: 'a/shipping.md', text: '# Shipping\n\nTwo days.' },
      { name: 'b.txt', text: 'Plain.' },
      { name: 'c.html', text: 'Returns\n\n30 days.' },
    ]);
  });

  it('follows a link that stays inside, as in a mounted Kubernetes volume', async () => {
    write({ '..data/agent.yaml': good, '..data/instructions.md': 'x' });
    symlinkSync('..data/agent.yaml', join(dir, 'agent.yaml'));
    symlinkSync('..data/instructions.md', join(dir, 'instructions.md'));
    expect(await readAgentFolder(dir, env)).toHaveProperty('agent');
  });
});

describe('a fault in the folder', () => {
  it('is reported when one mailbox is claimed twice in a file', async () => {
    const yaml = good.replace('mode:', '  - { grant: g-1, address: other@example.com }\nmode:');
    expect(await faultsOf({ 'agent.yaml': yaml })).toEqual([
      'agent.yaml:4: grant g-1 stands twice; keep one of them',
    ]);
  });

  it('is reported when instructions are missing or empty', async () => {
    expect(await faultsOf({ 'instructions.md': ' \n' })).toEqual([
      'instructions.md:1: is empty; say in it how this agent should answer',
    ]);
    rmSync(join(dir, 'instructions.md'));
    expect(await readAgentFolder(dir, env)).toMatchObject({
      faults: [{ reason: 'is missing; say in it how this agent should answer' }],
    });
  });

  it('is reported for everything in the knowledge that cannot be used', async () => {
    write({ 'knowledge/big.md': 'x' });
    truncateSync(join(dir, 'knowledge/big.md'), 6_000_000);
    const faults = await faultsOf({
      'knowledge/a.xlsx': 'x',
      'knowledge/b.txt': Buffer.from([0xff, 0xfe, 0x41]),
      'knowledge/c.pdf': 'not a pdf',
      'knowledge/d.docx': 'not a docx',
      'knowledge/e.md': '  ',
    });
    expect(faults).toEqual([
      'knowledge/a.xlsx:1: cannot be read; knowledge is md, txt, html, pdf or docx',
      'knowledge/b.txt:1: is not UTF-8 text; save it as UTF-8',
      'knowledge/big.md:1: is 6.0 MB; split it, 5 MB is the limit',
      expect.stringMatching(/^knowledge\/c.pdf:1: is not a PDF that can be read: /),
      expect.stringMatching(/^knowledge\/d.docx:1: is not a Word file that can be read: /),
      'knowledge/e.md:1: has no text in it (a scan has to be turned into text first); remove it',
    ]);
  });

  it('is reported for links that lead out of the folder, and links that go round are followed once', async () => {
    write({ 'knowledge/a.md': 'A' });
    writeFileSync(join(dirname(dir), 'secret.md'), 'secret');
    symlinkSync('../../secret.md', join(dir, 'knowledge/out.md'));
    symlinkSync('..', join(dir, 'knowledge/round'));
    expect(await faultsOf({})).toContain(
      'knowledge/out.md:1: is a link out of the agent folder; put a copy of the file here',
    );
  });
});
