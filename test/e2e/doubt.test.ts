import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, sendCases } from './send-cases.ts';
import {
  type Found,
  freePort,
  GRANT,
  startWorld,
  supportAgent,
  until,
  type World,
} from '../helpers/world.ts';

const QUESTION = 'Hello, how long does shipping to Germany take?';
/** A key is repeated for so long here, in place of 45 minutes. */
const RECONCILE_MS = 5000;
const SEND_TIMEOUT_MS = 1500;

const endOf = ({ state, reasons }: Found) => [state, ...reasons.map(({ code }) => code)].join(' ');

describe('whatever becomes of a send, the customer gets at most one mail and the message has a named end', () => {
  let world: World;
  const ended = new Map<string, Promise<{ messageId: string; found: Found }>>();

  beforeAll(async () => {
    const mailboxes = sendCases.map(({ name }) => ({ grant: name, address: `${name}@inreply.test` }));
    const listed = mailboxes
      .map(({ grant, address }) => `  - grant: ${grant}\n    address: ${address}\n`)
      .join('');
    const yaml = supportAgent['agent.yaml']!.replace(
      /mailboxes:\n[\s\S]*?mode:/,
      `mailboxes:\n${listed}mode:`,
    );
    world = await startWorld({
      agent: { ...supportAgent, 'agent.yaml': yaml },
      sandbox: { mailboxes },
      env: {
        SEND_RECONCILE_MS: String(RECONCILE_MS),
        NYLAS_SEND_TIMEOUT_MS: String(SEND_TIMEOUT_MS),
        SWEEP_SECONDS: '3600',
      },
    });
    const rules = sendCases.flatMap(faultsOf);
    await world.sandbox.control('POST', '/sandbox/faults', rules);
    for (const { name, ends } of sendCases) ended.set(name, run(name, ends));
    await Promise.allSettled(ended.values());
  }, 60_000);
  afterAll(() => world[Symbol.asyncDispose]());

  async function run(name: string, ends: string): Promise<{ messageId: string; found: Found }> {
    const to = `${name}@inreply.test`;
    const sent = await world.sandbox.write({ to, from: `${name}@customer.example`, text: QUESTION });
    const { id } = await world.sandbox.until(name, ({ headers }) =>
      headers.some(({ value }) => value === sent),
    );
    const found = await until(
      async () => {
        const { status, json } = await world.api('GET', `/api/messages/${name}/${id}`);
        return status === 200 && endOf(json) === ends ? (json as Found) : undefined;
      },
      `${name} to end as ${ends}`,
      25_000,
    );
    return { messageId: id, found };
  }

  const mailsTo = async (name: string) =>
    (await world.sandbox.control('GET', `/sandbox/outbox?to=${name}@customer.example`)).json.data;

  it.each(sendCases)('$when: $ends', async ({ name, mails, keys = 1 }) => {
    const { messageId } = await ended.get(name)!;
    expect(await mailsTo(name)).toHaveLength(mails);
    expect(await keysUsed(name)).toHaveLength(keys);
    expect(world.sandbox.mailbox(name).drafts.size).toBe(0);
    expect(messageId).not.toBe('');
  });

  it('a person who approves what is in doubt sends it once, under the next key', async () => {
    const { messageId, found } = await ended.get('kept-504')!;
    const body = { version: 1, body: 'Two to four working days.' };
    const approved = await world.api('POST', `/api/reviews/${found.review_id}/approve`, body);
    expect(approved.status).toBe(202);
    await until(async () => {
      const { json } = await world.api('GET', `/api/messages/kept-504/${messageId}`);
      return json.state === 'sent' || undefined;
    }, 'the approved mail to be sent');
    expect(await mailsTo('kept-504')).toHaveLength(1);
    expect(await keysUsed('kept-504')).toHaveLength(2);
  });

  it('a bounce and a complaint are told of the message, in any number, and of no other', async () => {
    const { messageId } = await ended.get('reset-after')!;
    const [sent] = world.sandbox.sent('reset-after');
    const message = { id: sent?.id, from: 'x', to: ['y'], metadata: sent?.metadata };
    const events = [
      { type: 'message.bounced', object: { message, bounce: { type: 'MailboxFull', recipients: [] } } },
      { type: 'message.complaint', object: { message, complaint: { type: 'abuse' } } },
      { type: 'message.bounced', object: { message, bounce: { type: 'MailboxFull', recipients: [] } } },
      { type: 'message.complaint', object: { message: { id: 'nobody' }, complaint: { type: 'abuse' } } },
    ];
    await world.sandbox.control('DELETE', '/sandbox/faults');
    for (const event of events) {
      const answer = await world.sandbox.control('POST', '/sandbox/events', {
        ...event,
        grant_id: 'reset-after',
      });
      expect(answer.status).toBeLessThan(300);
    }
    const codes = await until(async () => {
      const { json } = await world.api('GET', `/api/messages/reset-after/${messageId}`);
      const found = (json as Found).reasons.map(({ code }) => code);
      return found.includes('reply_complaint') && found.includes('reply_bounced') ? found : undefined;
    }, 'both to be told');
    expect(codes.toSorted()).toEqual(['category_reply', 'reply_bounced', 'reply_complaint']);
    const metrics = await (await fetch(`${world.url}/metrics`)).text();
    expect(metrics).toContain('inreply_delivery_reports_total{kind="complaint"} 1');
    expect(metrics).toContain('inreply_delivery_reports_total{kind="bounced"} 1');
  });

  async function keysUsed(name: string): Promise<string[]> {
    const query = `path=/grants/${name}/messages/send&method=POST`;
    const { json } = await world.sandbox.control('GET', `/sandbox/requests?${query}`);
    const sends: { headers: Record<string, string> }[] = json.data;
    return [...new Set(sends.map(({ headers }) => headers['idempotency-key'] ?? ''))];
  }
});

it('nobody listens where Nylas was: nothing left, so the reply leaves under its first key when somebody does', async () => {
  const gate = await openGate();
  await using world = await startWorld({ env: { NYLAS_API_URL: gate.url, SWEEP_SECONDS: '3600' } });
  gate.leadsTo(world.sandbox.url);
  const slow = { match: { path: '/v1/chat/completions' }, action: 'delay', delay_ms: 800, times: 2 };
  await world.sandbox.control('POST', '/sandbox/faults', slow);
  const { id } = await world.receive({ text: QUESTION });
  await until(async () => {
    const { json } = await world.sandbox.control('GET', '/sandbox/requests?path=/chat/completions');
    return json.data.length > 0 || undefined;
  }, 'the model to be asked');
  await gate.shut();
  await world.outcome(id, (found) => String(found['last_fault']).includes('ECONNREFUSED'));
  await world.outcome(id, ({ state }) => state === 'ready');
  await gate.open();
  await world.outcome(id, ({ state }) => state === 'sent');
  expect(world.sandbox.sent(GRANT)).toHaveLength(1);
  const sends = await world.sandbox.control('GET', '/sandbox/requests?path=/messages/send');
  expect(sends.json.data).toHaveLength(1);
  await gate.shut();
});

/** A way to an address that can be shut, so that connections to it are refused, and opened again. */
async function openGate() {
  const port = await freePort();
  const sockets = new Set<Socket>();
  let target = new URL('http://127.0.0.1:1');
  const server = createServer((incoming) => {
    const outgoing = connect(Number(target.port), target.hostname);
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  const open = async () => void (await once(server.listen(port, '127.0.0.1'), 'listening'));
  await open();
  return {
    url: `http://127.0.0.1:${port}`,
    leadsTo: (url: string) => void (target = new URL(url)),
    open,
    async shut() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
