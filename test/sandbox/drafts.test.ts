import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.ts';

let sandbox: TestSandbox;
const base = '/v3/grants/demo-support';
const ann = { name: 'Ann', email: 'ann@customer.example' };

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
beforeEach(() => sandbox.control('POST', '/sandbox/reset'));
afterAll(() => sandbox.stop());

const draftOf = async (body: unknown) => (await sandbox.nylas('POST', `${base}/drafts`, body)).json.data;

describe('a draft', () => {
  it('in reply to a message lies in its thread and in no list of messages', async () => {
    await sandbox.write({});
    const [message] = sandbox.messages('demo-support');
    const draft = await draftOf({
      to: [ann],
      subject: 'Re: A question',
      body: 'Hm',
      reply_to_message_id: message?.id,
      metadata: { key1: 'r_1' },
    });
    expect(draft).toMatchObject({
      object: 'draft',
      thread_id: message?.threadId,
      reply_to_message_id: message?.id,
      folders: ['drafts'],
      metadata: { key1: 'r_1' },
    });
    const thread = (await sandbox.nylas('GET', `${base}/threads/${message?.threadId}`)).json.data;
    expect(thread).toMatchObject({
      draft_ids: [draft.id],
      message_ids: [message?.id],
      latest_draft_or_message: { id: draft.id },
    });
    const find = async (query: string) =>
      (await sandbox.nylas('GET', `${base}/drafts?${query}`)).json.data.length;
    expect(await find(`thread_id=${message?.threadId}`)).toBe(1);
    expect(await find('metadata_pair=key1:r_1')).toBe(1);
    expect(await find('metadata_pair=key1:r_2')).toBe(0);
    expect((await sandbox.nylas('GET', `${base}/messages`)).json.data).toHaveLength(1);
    expect(sandbox.world.webhooks.deliveries()).toEqual([]);
  });

  it('keeps what a change does not name, and is gone after its deletion', async () => {
    const draft = await draftOf({ to: [ann], subject: 'One', body: 'first' });
    const path = `${base}/drafts/${draft.id}`;
    const changed = (await sandbox.nylas('PUT', path, { body: 'second' })).json.data;
    expect(changed).toMatchObject({ id: draft.id, subject: 'One', body: 'second', to: [ann] });
    const gone = await sandbox.nylas('DELETE', path);
    expect([gone.status, Object.keys(gone.json)]).toEqual([200, ['request_id']]);
    for (const method of ['GET', 'DELETE', 'POST'])
      expect((await sandbox.nylas(method, path)).status).toBe(404);
  });

  it('leaves once when it is sent twice at once, with its thread, headers and metadata', async () => {
    const id = await sandbox.write({});
    const [message] = sandbox.messages('demo-support');
    const draft = await draftOf({
      to: [ann],
      body: 'Hm',
      reply_to_message_id: message?.id,
      custom_headers: [{ name: 'X-Mine', value: '1' }],
      metadata: { key1: 'r_1' },
    });
    const path = `${base}/drafts/${draft.id}`;
    const answers = await Promise.all([sandbox.nylas('POST', path, {}), sandbox.nylas('POST', path)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404]);
    const [sent, ...more] = sandbox.sent('demo-support');
    expect(more).toEqual([]);
    expect(sent).toMatchObject({ threadId: message?.threadId, metadata: { key1: 'r_1' }, folders: ['sent'] });
    expect(sent?.headers).toContainEqual({ name: 'X-Mine', value: '1' });
    expect(sent?.headers).toContainEqual({ name: 'In-Reply-To', value: id });
  });

  it('without a recipient cannot be sent and stays', async () => {
    const draft = await draftOf({ subject: 'To whom?' });
    expect((await sandbox.nylas('POST', `${base}/drafts/${draft.id}`)).status).toBe(400);
    expect((await sandbox.nylas('GET', `${base}/drafts/${draft.id}`)).status).toBe(200);
  });
});
