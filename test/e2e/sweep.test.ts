import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, GRANT, startWorld, supportAgent, until, type World } from '../helpers/world.ts';

const QUESTION = 'How long does shipping to Germany take?';

describe('mail whose webhook never comes', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ roles: ['worker'], sandbox: { webhookRetryMs: [10, 20] } });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('is found by the sweep and answered, once', async () => {
    await until(async () => ((await swept()) > 0 ? true : undefined), 'the first sweep');
    const { messageId } = await world.receive({ text: QUESTION });
    await until(async () => (repliesTo(messageId) > 0 ? true : undefined), 'the reply');
    const sweeps = await swept();
    await until(async () => ((await swept()) > sweeps + 1 ? true : undefined), 'two more sweeps');
    expect(repliesTo(messageId)).toBe(1);
  });

  it('leaves what was in the mailbox before it was connected', async () => {
    await using other = await startWorld({ roles: [], sandbox: { webhookRetryMs: [1] } });
    const { messageId } = await other.receive({ text: QUESTION });
    await other.start('all');
    const { id } = await other.receive({ text: QUESTION });
    await other.outcome(id, ({ state }) => state === 'sent');
    expect(other.sandbox.sent(GRANT).filter((mail) => answers(mail, messageId))).toEqual([]);
  });

  it('is parked for a person when it is found late, with that as a reason', async () => {
    const agent = { ...supportAgent };
    agent['agent.yaml'] += 'limits: { max_age_hours: 0.0003 }\n';
    await using other = await startWorld({ agent, roles: [], sandbox: { webhookRetryMs: [1] } });
    const first = await other.start('all');
    await until(async () => (await sweepsOf(other)) > 0 || undefined, 'the first sweep');
    await other.end(first);
    const { id, messageId } = await other.receive({ text: QUESTION });
    const lateMs = Date.now() + 1500;
    await until(async () => Date.now() > lateMs || undefined, 'the mail to grow old');
    await other.start('all');
    const { state, reasons } = await other.outcome(id, (found) => found.state !== 'new');
    expect(state).toBe('review');
    expect(reasons.map(({ code }) => code)).toEqual(expect.arrayContaining(['too_old', 'found_late']));
    expect(other.sandbox.sent(GRANT).filter((mail) => answers(mail, messageId))).toEqual([]);
  });

  const repliesTo = (messageId: string) =>
    world.sandbox.sent(GRANT).filter((mail) => answers(mail, messageId)).length;
  const swept = () => sweepsOf(world);
});

describe('a webhook that Nylas has given up', () => {
  it('is an alarm; mail is answered all the same, and the end of it is told', async () => {
    await using world = await startWorld({ roles: [] });
    const { output } = await world.start('all', { PUBLIC_URL: world.url });
    const { json } = await world.sandbox.nylas('GET', '/v3/webhooks');
    const [{ id: webhookId }] = json.data;
    const turn = (status: string) => world.sandbox.nylas('PUT', `/v3/webhooks/${webhookId}`, { status });
    const shown = async () => (await world.api('GET', '/readyz')).json.webhook;
    await until(async () => (await shown()) === 'active' || undefined, 'the webhook to be known');
    await turn('failed');
    await until(async () => output().includes('"event":"destination.down"') || undefined, 'the alarm');
    const { id } = await world.receive({ text: QUESTION });
    await world.outcome(id, ({ state }) => state === 'sent');
    expect(await shown()).toBe('failed');
    expect((await world.api('GET', '/metrics')).text).toContain('inreply_webhook_active 0');
    await turn('active');
    await until(async () => output().includes('"event":"destination.up"') || undefined, 'its end');
    expect(output().match(/destination\.down/g)).toHaveLength(1);
  });
});

describe('mailboxes that cannot be compared', () => {
  it('are an alarm of one process, shown by worker and server', async () => {
    await using world = await startWorld({ roles: [] });
    const metricsPort = await freePort();
    const processes = [
      await world.start('server'),
      await world.start('worker', { METRICS_PORT: String(metricsPort) }),
    ];
    const told = (event: string) =>
      processes.flatMap(({ output }) => output().match(new RegExp(`"event":"${event}"`, 'g')) ?? []).length;
    await until(async () => (await sweepsOf(world)) > 0 || undefined, 'the first sweep');
    await world.sandbox.control('POST', '/sandbox/faults', {
      match: { method: 'GET', path: '/messages' },
      action: 'status',
      status: 503,
    });
    const urls = [world.url, `http://127.0.0.1:${metricsPort}`];
    for (const url of urls) {
      await until(async () => (await unseen(url)) > 3 || undefined, `the gauge of ${url}`);
    }
    expect((await world.api('GET', '/readyz')).json.oldest_unseen_seconds).toBeGreaterThanOrEqual(3);
    await until(async () => told('mail.unseen') > 0 || undefined, 'the alarm');
    await world.sandbox.control('DELETE', '/sandbox/faults');
    await until(async () => told('mail.seen') > 0 || undefined, 'the end of the alarm');
    expect([told('mail.unseen'), told('mail.seen')]).toEqual([1, 1]);
  });
});

/** How often a mailbox was listed. */
async function sweepsOf(world: World): Promise<number> {
  const { json } = await world.sandbox.control('GET', '/sandbox/requests?path=/messages');
  return json.data.filter(({ query }: { query: string }) => query.includes('received_after')).length;
}

function answers({ headers }: { headers: { name: string; value: string }[] }, messageId: string): boolean {
  return headers.some(({ name, value }) => name.toLowerCase() === 'in-reply-to' && value === messageId);
}

/** The gauge of unseen mail that a process shows. */
async function unseen(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^inreply_oldest_unseen_seconds (\S+)$/m.exec(metrics)?.[1]);
}
