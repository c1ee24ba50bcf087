import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inreply, serve } from './stub.ts';

let folder: string;
let shop: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  shop = await serve(({ path }) =>
    path === '/orders/471100'
      ? { json: { status: 'left', customer: { email: 'ann@example.com' } } }
      : { status: 500, json: {} },
  );
  folder = await mkdtemp(join(tmpdir(), 'inreply-tools-'));
  await mkdir(join(folder, 'support'));
  await writeFile(join(folder, 'support', 'instructions.md'), 'Be kind.');
  await writeFile(
    join(folder, 'support', 'agent.yaml'),
    `mailboxes: [{ grant: g, address: a@b.example }]
categories:
  order_status: { when: x, action: reply, tools: [order, pay_back] }
tools:
  order:
    kind: http
    url: "\${SHOP}/orders/{number}"
    args: { number: { from: mail, pattern: '\\d+' } }
    result: { pick: [status], owner: customer.email }
    read_only: true
    allow_private: true
  pay_back:
    kind: mcp
    command: no-such-program
    tool: refund
    approval: true
`,
  );
});
afterAll(async () => {
  await shop.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => inreply(args, { AGENTS_DIR: folder, SHOP: shop.url, OPENAI_MODEL: 'm' });

test('tools are listed with what they may do and who uses them', async () => {
  const { out, code } = await run('tools');
  expect(code).toBe(0);
  expect(out).toMatch(/support order {2}looks up {2}GET 127\.0\.0\.1:\d+ {2}\(order_status\)/);
  expect(out).toContain('support pay_back  acts when a person approves  refund of no-such-program');
});

test('a look-up shows what the model would be given', async () => {
  const { out, code } = await run(
    'tools',
    'test',
    'order',
    '--arg',
    'number=471100',
    '--sender',
    'ann@example.com',
  );
  expect(code).toBe(0);
  expect(out).toMatch(/^found after \d+ ms\n\[tool:order\]\nstatus: left$/);
});

test('and what it would not be given, and why', async () => {
  expect((await run('tools', 'test', 'order', '--arg', 'number=471100')).out).toContain('Nothing was found');
  expect((await run('tools', 'test', 'order', '--arg', 'number=1')).out).toContain(
    'a person would look, tool_failed',
  );
});

test.each([
  [['pay_back'], 'it runs only when a person approves'],
  [['nothing'], 'no agent has a tool nothing'],
  [['order'], 'it wants --arg number=VALUE'],
  [['order', '--arg', 'x'], 'write --arg NAME=VALUE'],
  [['order', '--arg', 'number=1', 'to=2'], 'it takes no to; it takes number'],
])('called wrongly: %j', async (args, why) => {
  const { code, err } = await run('tools', 'test', ...args);
  expect([code, err]).toEqual([2, expect.stringContaining(why)]);
});

test('the doctor finds programs that are not there', async () => {
  const { out } = await run('doctor');
  expect(out).toContain('tool support pay_back: there is no program no-such-program');
});
