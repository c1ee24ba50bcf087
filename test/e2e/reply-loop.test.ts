import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPdf } from '../helpers/files.ts';
import { GRANT, startWorld, supportAgent, until, type World } from '../helpers/world.ts';

const QUESTION = 'Hello, how long does shipping to Germany take?';
const corpus = '../shared/corpus/autoreply/mail';

describe('the reply loop', () => {
  let world: World;
  beforeAll(async () => {
    const yaml = `${supportAgent['agent.yaml']}attachments: { read: true }\n`;
    world = await startWorld({ agent: { ...supportAgent, 'agent.yaml': yaml } });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const repliesTo = (messageId: string) =>
    world.sandbox.sent(GRANT).filter((message) => header(message, 'in-reply-to') === messageId);

  it('answers a question in its thread, marked as automatic', async () => {
    const { id, messageId } = await world.receive({
      subject: 'Shipping time',
      text: QUESTION,
      headers: { References: '<older@customer.example>' },
    });
    const found = await world.outcome(id, ({ state }) => state === 'sent');
    expect(found).toMatchObject({ decision: 'reply', category: 'shipping' });
    const [reply, ...more] = repliesTo(messageId);
    expect(more).toEqual([]);
    expect(reply).toMatchObject({ subject: 'Re: Shipping time', to: [{ email: 'ann@customer.example' }] });
    expect(header(reply!, 'references')).toContain(messageId);
    expect(header(reply!, 'references')).toContain('<older@customer.example>');
    expect(header(reply!, 'auto-submitted')).toBe('auto-replied');
    expect(reply!.body).toContain('2 to 4 working days');
    expect(reply!.body).toContain('Written by our assistant.');
  });

  it('explains what became of a message, step by step', async () => {
    const { id } = await world.receive({ text: QUESTION });
    const found = await world.outcome(id, ({ state }) => state === 'sent');
    expect(found.steps.map((step) => step.name)).toEqual([
      'load',
      'guard',
      'classify',
      'decide',
      'draft',
      'check',
      'send',
    ]);
    expect(found.reasons.map(({ code }) => code)).toEqual(['category_reply']);
    expect(found['cost']).toMatchObject({ model_calls: 2 });
  });

  it('reads the PDF that came with a question', async () => {
    const raw = [
      'From: ann@customer.example',
      'To: support@inreply.test',
      'Subject: My invoice',
      'Message-ID: <with-pdf@customer.example>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      QUESTION,
      '--b',
      'Content-Type: application/pdf; name=invoice.pdf',
      'Content-Disposition: attachment; filename=invoice.pdf',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(aPdf(['Invoice of order 1042'])).toString('base64'),
      '--b--',
      '',
    ].join('\r\n');
    await world.sandbox.deliver(raw, { from: 'ann@customer.example', to: 'support@inreply.test' });
    const { id } = await world.sandbox.until(GRANT, ({ subject }) => subject === 'My invoice');
    const found = await world.outcome(id, ({ state }) => state === 'sent');
    expect(found.steps).toContainEqual(
      expect.objectContaining({ name: 'read attachment', detail: '1 pages' }),
    );
  });

  it('answers to Reply-To where there is one', async () => {
    const { id, messageId } = await world.receive({
      text: QUESTION,
      headers: { 'Reply-To': 'Orders <orders@customer.example>' },
    });
    await world.outcome(id, ({ state }) => state === 'sent');
    expect(repliesTo(messageId)[0]?.to).toEqual([{ name: 'Orders', email: 'orders@customer.example' }]);
  });

  it('answers once when its webhook is delivered five times at once', async () => {
    const { id, messageId } = await world.receive({ text: QUESTION });
    const again = await world.sandbox.control('POST', '/sandbox/redeliver', { message_id: id, times: 5 });
    expect(again.status).toBeLessThan(300);
    await world.outcome(id, ({ state }) => state === 'sent');
    await world.sandbox.control('POST', '/sandbox/redeliver', { message_id: id, times: 5 });
    const next = await world.receive({ text: QUESTION });
    await world.outcome(next.id, ({ state }) => state === 'sent');
    expect(repliesTo(messageId)).toHaveLength(1);
  });

  it('answers a second question of the thread, and makes two calls to Nylas and two to the model for it', async () => {
    const first = await world.receive({ text: QUESTION });
    await world.outcome(first.id, ({ state }) => state === 'sent');
    const before = (await world.sandbox.control('GET', '/sandbox/requests')).json.data.length;
    const second = await world.receive({
      text: 'And how long does shipping to Austria take?',
      inReplyTo: first.messageId,
    });
    await world.outcome(second.id, ({ state }) => state === 'sent');
    const requests = (await world.sandbox.control('GET', '/sandbox/requests')).json.data.slice(before);
    const calls = requests.filter((one: Request) => one.path.startsWith('/v3/') && !isUpkeep(one));
    expect(calls.map(({ method }: Request) => method)).toEqual(['GET', 'POST']);
    expect(repliesTo(second.messageId)).toHaveLength(1);
  });

  it('leaves a thank-you alone, and says why', async () => {
    const { id } = await world.receive({ subject: 'Thanks', text: 'Thank you so much!' });
    const found = await world.outcome(id, ({ state }) => state !== 'new');
    expect(found).toMatchObject({ state: 'skipped', decision: 'skip' });
    expect(found.reasons[0]?.code).toBe('category_skip');
  });

  it('answers a question that is followed at once by a thank-you', async () => {
    const question = await world.receive({ text: QUESTION });
    const thanks = await world.receive({ text: 'Thank you so much!', inReplyTo: question.messageId });
    await world.outcome(question.id, ({ state }) => state === 'sent');
    await world.outcome(thanks.id, ({ state }) => state === 'skipped');
    expect(repliesTo(question.messageId)).toHaveLength(1);
  });

  it('answers a burst once, also when its second mail comes while the model is thinking', async () => {
    const fault = { match: { path: '/v1/chat/completions' }, action: 'delay', delay_ms: 500, times: 1 };
    await world.sandbox.control('POST', '/sandbox/faults', fault);
    const first = await world.receive({ text: QUESTION });
    const second = await world.receive({
      text: 'Sorry, I meant: how long does shipping to Austria take?',
      inReplyTo: first.messageId,
    });
    await world.outcome(second.id, ({ state }) => state === 'sent');
    const found = await world.outcome(first.id, ({ state }) => state === 'skipped');
    expect(found.reasons[0]?.code).toBe('answered_together');
    expect([repliesTo(first.messageId).length, repliesTo(second.messageId).length]).toEqual([0, 1]);
  });

  it('hands a legal threat to the person named for it, and writes nothing to the sender', async () => {
    const { id, messageId } = await world.receive({
      text: 'My lawyer will take you to court over this, legal steps follow.',
    });
    const found = await world.outcome(id, ({ state }) => state === 'escalated');
    expect(found.decision).toBe('escalate');
    expect(repliesTo(messageId)).toEqual([]);
    const outbox = await world.sandbox.control('GET', '/sandbox/outbox?to=legal@example.com');
    expect(outbox.json.data).toHaveLength(1);
  });

  it.skipIf(!existsSync(corpus))(
    'answers a real mail of the corpus in its thread (needs ../shared/corpus)',
    async () => {
      const cases = (await readFile('../shared/corpus/autoreply/cases.jsonl', 'utf8')).trim().split('\n');
      const human = cases
        .map((line) => JSON.parse(line))
        .find((one) => one.expected.kind === 'human' && one.id.startsWith('mime') === false);
      const raw = await readFile(`../shared/corpus/autoreply/${human.path}`);
      const before = world.sandbox.messages(GRANT).length;
      await world.sandbox.deliver(raw, { from: 'somebody@customer.example', to: 'support@inreply.test' });
      const stored = await until(async () => world.sandbox.messages(GRANT)[before], 'the mail to arrive');
      const found = await world.outcome(
        stored.id,
        ({ state }) => !['new', 'ready', 'sending'].includes(state),
      );
      expect(['sent', 'review']).toContain(found.state);
    },
  );
});

/** The sweep asks for new mail and for drafts, whatever else happens. */
function isUpkeep({ method, path, query }: Request): boolean {
  return query.includes('received_after') || (method === 'GET' && path.endsWith('/drafts'));
}

type Request = { method: string; path: string; query: string };

function header(message: { headers: { name: string; value: string }[] }, name: string): string | undefined {
  return message.headers.find((one) => one.name.toLowerCase() === name)?.value;
}
