import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Tool } from '#domain/tools-config.ts';
import type { Arguments } from '#domain/tools.ts';
import { createTools, type Tools } from '#tools/tools.ts';
import { shopKey } from '../../../sandbox/shop/app.ts';
import { startTestSandbox, type TestSandbox } from '../../helpers/sandbox.ts';

let shop: TestSandbox;
beforeAll(async () => {
  shop = await startTestSandbox();
});
afterAll(() => shop.stop());

const told: { tool: string; outcome: string }[] = [];
let nowMs = 0;
const aToolbox = (): Tools =>
  createTools({ events: { toolCalled: (call) => void told.push(call) }, now: () => nowMs, env: process.env });
const never = new AbortController().signal;
const headers = { authorization: `Bearer ${shopKey}` };

type Input = Record<string, unknown>;

const anOrder = (change: Input = {}) =>
  Tool.parse({
    kind: 'http',
    url: `${shop.url}/shop/orders/{number}`,
    headers,
    args: { number: { from: 'mail', pattern: '\\d+' } },
    read_only: true,
    allow_private: true,
    timeout_ms: 5000,
    ...change,
  });
const aServer = (behaviour: string, change: Input = {}) =>
  Tool.parse({
    kind: 'mcp',
    command: process.execPath,
    arguments: [resolve('sandbox/shop/mcp-server.ts'), behaviour],
    tool: 'get_order',
    args: { number: { from: 'mail', pattern: '\\d+' } },
    read_only: true,
    timeout_ms: 5000,
    ...change,
  });

const atUrl = (form: string, change: Input = {}) =>
  Tool.parse({
    kind: 'mcp',
    url: `${shop.url}/mcp/${form}`,
    headers,
    tool: 'get_order',
    args: { number: { from: 'mail', pattern: '\\d+' } },
    read_only: true,
    allow_private: true,
    timeout_ms: 5000,
    ...change,
  });

async function outcomeOf(
  tool: Tool,
  values: Arguments = { number: '471100' },
  tools = aToolbox(),
  key?: string,
) {
  await using box = tools;
  return await box.call({ agent: 'support', name: 'order', tool, values, key }, never);
}

describe('an HTTP tool', () => {
  test('gives what the endpoint answers, with the headers of the file', async () => {
    expect(await outcomeOf(anOrder())).toMatchObject({
      kind: 'found',
      isJson: true,
      text: expect.stringContaining('3 May'),
    });
    expect(told.at(-1)).toMatchObject({ tool: 'order', outcome: 'found' });
  });

  test.each([
    ['999999', { kind: 'nothing' }],
    ['204204', { kind: 'nothing' }],
    ['500500', { kind: 'failed', again: true, reached: true }],
    ['429429', { kind: 'failed', again: true, reached: false }],
    ['403403', { kind: 'failed', again: false, reached: false }],
    [
      '302302',
      { kind: 'failed', again: false, reason: expect.stringContaining('redirects are not followed') },
    ],
    ['413413', { kind: 'found', isCut: true }],
  ])('order %s', async (number, outcome) => {
    expect(await outcomeOf(anOrder(), { number })).toMatchObject(outcome);
  });

  test('that gives no answer in time has failed, and may have been reached', async () => {
    const outcome = await outcomeOf(anOrder({ timeout_ms: 100 }), { number: '408408' });
    expect(outcome).toMatchObject({ kind: 'failed', again: true, reached: true });
  });

  test('that nobody listens for has failed and was not reached', async () => {
    const outcome = await outcomeOf(anOrder({ url: 'http://127.0.0.1:1/{number}' }));
    expect(outcome).toMatchObject({ kind: 'failed', again: true, reached: false });
  });

  test.each([
    '127.0.0.1',
    'localhost',
    '[::1]',
    '169.254.169.254',
    '10.0.0.1',
    '[::ffff:127.0.0.1]',
    '0x7f000001',
  ])('is not called at %s, which is not on the public internet', async (host) => {
    const tool = anOrder({ url: `https://${host}:${shop.port}/{number}`, allow_private: false });
    const outcome = await outcomeOf(tool);
    expect(outcome).toMatchObject({
      kind: 'failed',
      reached: false,
      reason: expect.stringContaining('no public address'),
    });
  });

  test('that acts gets its key and its body, with values in their own types', async () => {
    const tool = anOrder({
      method: 'POST',
      url: `${shop.url}/shop/refunds`,
      body: { order: '{number}', text: 'order {number}' },
      approval: true,
      read_only: undefined,
    });
    expect(await outcomeOf(tool, { number: '471100' }, aToolbox(), 'a_1')).toMatchObject({ kind: 'found' });
    const refunds = await fetch(`${shop.url}/shop/refunds`, { headers });
    expect(await refunds.json()).toMatchObject({ refunds: [{ order: '471100', key: 'a_1' }] });
  });

  test('ends when its caller ends', async () => {
    const gone = new AbortController();
    await using tools = aToolbox();
    const tool = anOrder();
    const called = tools.call({ agent: 'a', name: 'n', tool, values: { number: '408408' } }, gone.signal);
    gone.abort(new Error('the lease is lost'));
    await expect(called).rejects.toThrow('the lease is lost');
  });

  test('says in its reasons neither values nor secrets', async () => {
    for (const number of ['500500', '403403', '302302', '../x']) {
      const outcome = await outcomeOf(anOrder(), { number });
      expect(JSON.stringify(outcome)).not.toMatch(new RegExp(`${shopKey}|${number.replaceAll('.', '\\.')}`));
    }
  });
});

describe('an MCP server that is started', () => {
  test('is started once, asked what it has, and called', async () => {
    await using tools = aToolbox();
    const tool = aServer('honest');
    const one = { agent: 'support', name: 'order', tool };
    const both = await Promise.all([
      tools.call({ ...one, values: { number: '471100' } }, never),
      tools.call({ ...one, values: { number: '999999' } }, never),
    ]);
    expect(both).toMatchObject([
      { kind: 'found', isJson: true, text: expect.stringContaining('3 May') },
      { kind: 'nothing' },
    ]);
  });

  test('is not put off by noise and requests of its own', async () => {
    expect(await outcomeOf(aServer('loud'))).toMatchObject({ kind: 'found' });
  });

  test.each([
    ['crash', { again: true, reached: true }],
    ['flood', { again: true, reached: true }],
    ['old', { again: false, reached: false, reason: expect.stringContaining('no version') }],
  ])('that behaves like %s has failed', async (behaviour, outcome) => {
    expect(await outcomeOf(aServer(behaviour))).toMatchObject({ kind: 'failed', ...outcome });
  });

  test('that hangs is ended, rests, and is started anew', async () => {
    await using tools = aToolbox();
    const at = { agent: 'support', name: 'order', values: { number: '471100' } };
    const hangs = await tools.call({ ...at, tool: aServer('hang', { timeout_ms: 200 }) }, never);
    expect(hangs).toMatchObject({ kind: 'failed', reason: 'no answer within 200 ms', reached: true });
    const rests = await tools.call({ ...at, tool: aServer('hang', { timeout_ms: 200 }) }, never);
    expect(rests).toMatchObject({ kind: 'failed', reason: 'the server failed and rests', reached: false });
    nowMs += 60_000;
    const anew = await tools.call({ ...at, tool: aServer('hang', { timeout_ms: 200 }) }, never);
    expect(anew).toMatchObject({ reason: 'no answer within 200 ms' });
    const changed = await tools.call({ ...at, tool: aServer('honest') }, never);
    expect(changed).toMatchObject({ kind: 'found' });
  });

  test.each([
    ['a tool it has not', { tool: 'delete_all' }, 'it has no tool delete_all'],
    [
      'an argument it knows not',
      { args: { number: { from: 'config', value: '1' }, to: { from: 'config', value: 'x' } } },
      'knows no to',
    ],
    ['too few arguments', { args: {} }, 'also demands number'],
    ['a tool that changes something as a look-up', { tool: 'refund_order' }, 'declare it approval: true'],
  ])('with %s is refused', async (_, change, reason) => {
    const outcome = await outcomeOf(atUrl('json', change), { number: '471100' });
    expect(outcome).toMatchObject({
      kind: 'failed',
      again: false,
      reached: false,
      reason: expect.stringContaining(reason),
    });
  });

  test('that cannot be started has failed and was not reached', async () => {
    const outcome = await outcomeOf(aServer('honest', { command: '/nonexistent/server' }));
    expect(outcome).toMatchObject({ kind: 'failed', again: true, reached: false });
  });

  test('that says its tool failed may have done it', async () => {
    const tool = aServer('honest', { tool: 'refund_order', approval: true, read_only: undefined });
    expect(await outcomeOf(tool, { number: '1' })).toMatchObject({ kind: 'failed', reached: true });
  });
});

describe.each(['json', 'events'])('an MCP server at a URL that answers with %s', (form) => {
  test('is called, and a session that is over begins anew', async () => {
    await using tools = aToolbox();
    const tool = atUrl(form);
    const outcomes: string[] = [];
    for (let count = 0; count < 5; count++) {
      const { kind } = await tools.call(
        { agent: 'support', name: 'order', tool, values: { number: '471100' } },
        never,
      );
      outcomes.push(kind);
      nowMs += 60_000;
    }
    expect(outcomes).toEqual(['found', 'found', 'found', 'failed', 'found']);
  });
});
