import { Redis } from 'ioredis';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPrivateRedis } from '#store/private-redis.ts';
import { GRANT, startWorld, supportAgent, type World, writeFiles } from '../helpers/world.ts';
import { inreply } from '../unit/cli/stub.ts';

const SHORT_LIVED_MS = 60_000;

describe('inreply replay', () => {
  const stack = new AsyncDisposableStack();
  let world: World;
  let redis: Redis;
  let answered: string;
  let parked: string;

  beforeAll(async () => {
    world = stack.use(await startWorld({ roles: [] }));
    const service = await world.start('all');
    answered = (await world.receive({ subject: 'Shipping', text: 'How long does shipping to Germany take?' }))
      .id;
    parked = (await world.receive({ subject: 'Money', text: 'I want a refund for order 12, please.' })).id;
    await world.outcome(answered, ({ state }) => state === 'sent');
    await world.outcome(parked, ({ state }) => state === 'review');
    await world.end(service);
    // The Redis of the service alone, so that nobody but the replay can touch it.
    const { socketPath } = stack.use(await startPrivateRedis({ dataDir: world.dataDir }));
    redis = stack.adopt(new Redis(socketPath), (one) => one.disconnect());
  });
  afterAll(() => stack.disposeAsync());

  const run = (...args: string[]) =>
    inreply(['replay', ...args], {
      NYLAS_API_URL: world.sandbox.url,
      NYLAS_API_KEY: 'sandbox',
      OPENAI_BASE_URL: `${world.sandbox.url}/v1`,
      OPENAI_MODEL: 'sandbox',
      AGENTS_DIR: world.agentsDir,
      DATA_DIR: world.dataDir,
    });

  /** Every key with its value and its end, but for locks that run out by themselves. */
  async function everything(): Promise<string[]> {
    const keys = (await redis.keys('*')).toSorted();
    const all = await Promise.all(
      keys.map(async (key) => {
        const [value, endsMs, leftMs] = await Promise.all([
          redis.dumpBuffer(key),
          redis.pexpiretime(key),
          redis.pttl(key),
        ]);
        return leftMs >= 0 && leftMs < SHORT_LIVED_MS ? '' : `${key} ${value.toString('base64')} ${endsMs}`;
      }),
    );
    return all.filter((line) => line !== '');
  }

  const at = (name: string) => join(world.dataDir, name);

  async function requests(): Promise<string[]> {
    const { json } = await world.sandbox.control('GET', '/sandbox/requests?limit=1000');
    return json.data.map(({ method, path }: { method: string; path: string }) => `${method} ${path}`);
  }

  it('writes nothing: Redis stays as it is, and Nylas is only read', async () => {
    const before = await everything();
    const earlier = (await requests()).length;
    expect(before.length).toBeGreaterThan(5);
    expect((await run(`${GRANT}/${answered}`)).code).toBe(0);
    expect((await run(parked)).code).toBe(0);
    expect(await everything()).toEqual(before);
    const asked = (await requests()).slice(earlier);
    expect(asked.length).toBeGreaterThan(6);
    expect(asked.filter((line) => !/^GET \/v3\/|^POST \/v1\/chat\/completions$/.test(line))).toEqual([]);
  });

  it('says that an answered message would be answered as it was', async () => {
    const { out, err, code } = await run(`${GRANT}/${answered}`);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/^outcome +sent: a reply would be sent$/m);
    expect(out).toContain('2 to 4 working days');
    expect(out).toMatch(/^ {2}to +ann@customer\.example$/m);
    expect(out).toContain('Last time\n  the same');
    expect(out).toContain('Nothing was sent or stored');
  });

  it('shows how a changed agent would decide and write, line by line', async () => {
    const yaml = (supportAgent['agent.yaml'] ?? '').replace(
      'action: reply }\n  refund',
      'action: review }\n  refund',
    );
    const knowledge = { 'knowledge/shop.md': '# Shipping\n\nShipping to Germany takes 9 to 11 days.\n' };
    await writeFiles(join(world.agentsDir, 'support'), { 'agent.yaml': yaml, ...knowledge });
    const { out } = await run(answered);
    expect(out).toContain('Otherwise than last time');
    expect(out).toMatch(/^ {2}state +sent -> review$/m);
    expect(out).toMatch(/^ {2}decision +reply -> review$/m);
    expect(out).toMatch(/^ {2}-.*2 to 4 working days/m);
    expect(out).toMatch(/^ {2}\+.*9 to 11 days/m);

    const { out: json } = await run(answered, '--json');
    expect(JSON.parse(json)).toMatchObject({
      message_id: answered,
      state: 'review',
      category: 'shipping',
      mail: { kind: 'draft', to: [{ email: 'ann@customer.example' }] },
      last: {
        state: 'sent',
        differences: expect.arrayContaining([expect.objectContaining({ what: 'text' })]),
      },
      cost: { model_calls: 2 },
    });
    await writeFiles(join(world.agentsDir, 'support'), supportAgent);
  });

  it('takes a mail, a message and a notification from a file', async () => {
    const mail = [
      'From: Bob <bob@customer.example>',
      'To: support@inreply.test',
      'Subject: Shipping',
      'Date: Sat, 21 Nov 2026 08:00:00 +0000',
      'Message-ID: <file@customer.example>',
      '',
      'How long does shipping to Germany take?',
    ].join('\r\n');
    const message = {
      id: 'from-file',
      grant_id: GRANT,
      object: 'message',
      subject: 'Fine',
      from: [{ email: 'bob@customer.example' }],
      to: [{ email: 'support@inreply.test' }],
      date: 1_795_000_000,
      body: 'How long does shipping to Germany take?',
      headers: [{ name: 'Auto-Submitted', value: 'auto-replied' }],
    };
    const files = {
      'a.eml': mail,
      'message.json': JSON.stringify(message),
      'webhook.json': JSON.stringify({ type: 'message.created', data: { object: message } }),
      'other.json': '{"a":1}',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(world.dataDir, name), text);
    expect((await run(at('a.eml'))).out).toMatch(/^ {2}to +bob@customer\.example$/m);
    expect((await run(at('message.json'))).out).toMatch(/^outcome +skipped: nobody would answer$/m);
    expect((await run(at('webhook.json'), '--json')).out).toContain('"code": "auto_reply"');
    expect(await run(at('other.json'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('no message'),
    });
  });

  it('says what is wrong, and leaves with 2 when it was called wrongly and with 1 when something failed', async () => {
    expect(await run('nobody-knows-it')).toMatchObject({
      code: 2,
      err: expect.stringContaining('GRANT/MESSAGE'),
    });
    expect((await run()).code).toBe(2);
    await world.sandbox.control('POST', '/sandbox/faults', { match: { model: 'draft' }, action: 'status' });
    expect(await run(answered)).toMatchObject({ code: 1, err: expect.stringContaining('nothing was done') });
  });
});
