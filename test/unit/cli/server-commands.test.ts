import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placesOf } from '../../../src/cli/show.ts';
import { inreply, serve, type Call } from './stub.ts';

const shown = {
  grant_id: 'g1',
  message_id: 'm<1>/x',
  thread_id: 't1',
  state: 'sent',
  decision: 'reply',
  category: 'order_status',
  confidence: 0.934,
  reasons: [{ code: 'category_reply', detail: 'orders are answered' }],
  steps: [
    { name: 'load', at: '2026-11-21T07:00:00.000Z', ms: 12.4, detail: '3 messages' },
    { name: 'classify', at: '2026-11-21T07:00:00.012Z', ms: 950 },
  ],
  reply: {
    id: 'out1',
    to: [{ email: 'ann@example.com' }],
    subject: 'Re: \u001b[31mOrder',
    body: 'Hello Ann,\n\nsoon.',
  },
  review_id: null,
  attempts: 0,
  last_fault: null,
  agent: 'support',
  admitted_at: '2026-11-21T06:59:59.000Z',
  cost: { model_calls: 2, input_tokens: 900, output_tokens: 120 },
};
const exchange = {
  step: 'classify',
  at: '2026-11-21T07:00:00.012Z',
  model: 'a-model',
  system: 'You sort mail.',
  user: 'Where is it?\u001b[31m',
  answer: '{"category":"order_status"}',
  fault: null,
  took_ms: 950,
  cost: { model_calls: 1, input_tokens: 400, output_tokens: 20 },
};
const notFound = { status: 404, json: { error: { type: 'not_found', message: 'no such thing' } } };

function anInreply({ path, authorization }: Call) {
  if (authorization !== 'Bearer secret-token') {
    return { status: 401, json: { error: { type: 'unauthorized', message: 'sign in' } } };
  }
  if (path === '/api/messages/g1/m%3C1%3E%2Fx') return { json: shown };
  if (path === '/api/messages/g1/m%3C1%3E%2Fx/exchanges')
    return { json: { kept: true, exchanges: [exchange] } };
  if (path === '/api/reviews?status=open&limit=200') return { json: { reviews: [] } };
  return notFound;
}

const tokenOf = { API_TOKEN: 'secret-token' };

describe('inreply show', () => {
  it('prints what became of a message, aligned, and nothing that disturbs the terminal', async () => {
    await using server = await serve(anInreply);
    const { code, out, err } = await inreply(['show', 'g1/m<1>/x'], { ...tokenOf, PORT: server.port });
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toBe(
      `
message   g1/m<1>/x
thread    t1
agent     support
seen      2026-11-21T06:59:59.000Z
state     sent
decision  reply
category  order_status (confidence 0.93)
cost      2 model calls, 900 tokens in, 120 tokens out

Reasons
  category_reply  orders are answered

Steps
  2026-11-21T07:00:00.000Z      12 ms  load      3 messages
  2026-11-21T07:00:00.012Z     950 ms  classify

Reply
  to       ann@example.com
  subject  Re: \u{fffd}[31mOrder
  id       out1

  Hello Ann,

  soon.`.trimStart(),
    );
  });

  it('prints what models were asked and answered, when asked to', async () => {
    await using server = await serve(anInreply);
    const env = { ...tokenOf, PORT: server.port };
    const { out } = await inreply(['show', '--prompts', 'g1/m<1>/x'], env);
    expect(out).toContain(
      `
classify, asked of a-model at 2026-11-21T07:00:00.012Z, 950 ms, 1 model call, 400 tokens in, 20 tokens out
  Instructions:
    You sort mail.
  Question:
    Where is it?\u{fffd}[31m
  Answer:
    {"category":"order_status"}`,
    );
    const { out: json } = await inreply(['show', '--prompts', '--json', 'g1/m<1>/x'], env);
    expect(JSON.parse(json)).toMatchObject({ state: 'sent', kept: true, exchanges: [{ step: 'classify' }] });
  });

  it('gives the whole record as JSON', async () => {
    await using server = await serve(anInreply);
    const { out } = await inreply(['show', '--json', 'g1/m<1>/x'], { ...tokenOf, PORT: server.port });
    expect(JSON.parse(out)).toEqual(shown);
  });

  it('looks for an id alone in every configured mailbox', async () => {
    await using server = await serve(anInreply);
    const agents = mkdtempSync(join(tmpdir(), 'cli-agents-'));
    for (const [name, grant] of Object.entries({ a: 'g0', b: 'g1' })) {
      mkdirSync(join(agents, name));
      const yaml = `mailboxes: [{ grant: ${grant}, address: ${name}@example.com }]\ncategories: { x: { when: y, action: skip } }\n`;
      writeFileSync(join(agents, name, 'agent.yaml'), yaml);
      writeFileSync(join(agents, name, 'instructions.md'), 'x');
    }
    const env = { ...tokenOf, PORT: server.port, AGENTS_DIR: agents };
    expect((await inreply(['show', 'm<1>/x'], env)).out).toContain('message   g1/m<1>/x');
    expect(await inreply(['show', 'm2'], env)).toMatchObject({
      code: 1,
      err: 'message m2 has never been seen (looked in g0, g1); check the id, or why its webhook did not come: npx inreply doctor',
    });
    rmSync(agents, { recursive: true });
  });

  it('takes what is before the first slash for the grant, but not only', () => {
    expect(placesOf('a/b/c', ['g'])).toEqual([
      { grant: 'a', id: 'b/c' },
      { grant: 'g', id: 'a/b/c' },
    ]);
    expect(placesOf('m', [])).toEqual([]);
  });
});

describe('inreply show of a message whose sender was looked at', () => {
  it('says whether the sender is proven, and what is held against them', async () => {
    const trust = {
      spf: 'none',
      dkim: 'fail',
      dmarc: 'fail',
      verified_sender: null,
      facts: [{ code: 'dmarc_failed', detail: 'not from \u001b[31mexample.com' }],
    };
    await using server = await serve(() => ({ json: { ...shown, trust } }));
    const { out } = await inreply(['show', 'g1/m1'], { ...tokenOf, PORT: server.port });
    expect(out).toContain('proven        no (SPF none, DKIM fail, DMARC fail)');
    expect(out).not.toContain('\u001b');
  });
});

describe('a command that needs the server', () => {
  it('says what to do without a token, with a wrong one, and without a server', async () => {
    await using server = await serve(anInreply);
    const env = { PORT: server.port, DATA_DIR: '/nowhere' };
    expect((await inreply(['reviews'], env)).err).toMatch(/^no API token: set API_TOKEN as the server at /);
    expect((await inreply(['reviews'], { ...env, API_TOKEN: 'wrong' })).err).toMatch(
      /refuses the token; set API_TOKEN/,
    );
    await server.close();
    expect((await inreply(['reviews'], { ...env, ...tokenOf })).err).toMatch(
      /^no server answers at http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\); start it with npm start/,
    );
  });

  it('takes the token that the server keeps in DATA_DIR', async () => {
    await using server = await serve(anInreply);
    const data = mkdtempSync(join(tmpdir(), 'cli-data-'));
    writeFileSync(join(data, 'api-token'), 'secret-token\n');
    expect((await inreply(['reviews'], { PORT: server.port, DATA_DIR: data })).code).toBe(0);
    rmSync(data, { recursive: true });
  });

  it('says so when the answer is not what this version understands', async () => {
    await using server = await serve(() => ({ text: '{"reviews":1}' }));
    expect((await inreply(['reviews'], { ...tokenOf, PORT: server.port })).err).toMatch(/in another shape/);
  });
});
