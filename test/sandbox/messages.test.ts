import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.ts';

let sandbox: TestSandbox;
const base = '/v3/grants/demo-support';

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
beforeEach(() => sandbox.control('POST', '/sandbox/reset'));
afterAll(() => sandbox.stop());

const list = async (query: string) => (await sandbox.nylas('GET', `${base}/messages?${query}`)).json;
const subjects = async (query: string) => {
  const { data } = await list(query);
  return data.map(({ subject }: { subject: string }) => subject);
};

describe('the API', () => {
  it('asks for a bearer key, takes any, and repeats the request id in a header', async () => {
    const refused = await sandbox.nylas('GET', `${base}/messages`, undefined, { authorization: '' });
    expect(refused.status).toBe(401);
    expect(refused.json).toMatchObject({ error: { type: 'unauthorized', message: 'Unauthorized' } });
    expect(refused.headers.get('x-request-id')).toBe(refused.json.request_id);
    const taken = await sandbox.nylas('GET', `${base}/messages`, undefined, {
      authorization: 'Bearer whatever',
    });
    expect(taken.json).toEqual({
      request_id: taken.headers.get('x-request-id'),
      data: [],
      next_cursor: null,
    });
  });

  it('answers 404 in its error shape for unknown grants, messages and paths', async () => {
    for (const path of [
      '/v3/grants/nobody/messages',
      `${base}/messages/nothing`,
      `${base}/nonsense`,
      '/v3/contacts',
    ]) {
      const answer = await sandbox.nylas('GET', path);
      expect([path, answer.status, answer.json.error.type]).toEqual([path, 404, 'not_found_error']);
    }
  });

  it('finds a grant by id, by address and by its prefixed forms', async () => {
    for (const name of [
      'demo-support',
      'support@inreply.test',
      'email:support%40inreply.test',
      'grant:demo-support',
    ]) {
      const answer = await sandbox.nylas('GET', `/v3/grants/${name}`);
      expect(answer.json.data).toMatchObject({
        id: 'demo-support',
        email: 'support@inreply.test',
        provider: 'nylas',
      });
    }
  });
});

describe('a list of messages', () => {
  it('is newest first and can be read page by page, without repeats while mail comes in', async () => {
    for (const n of [1, 2, 3, 4, 5]) await sandbox.write({ subject: `mail ${n}` });
    const first = await list('limit=2');
    await sandbox.write({ subject: 'mail 6' });
    const second = await list(`limit=2&page_token=${first.next_cursor}`);
    const third = await list(`limit=2&page_token=${second.next_cursor}`);
    const seen = [first, second, third].flatMap(({ data }) =>
      data.map((m: { subject: string }) => m.subject),
    );
    expect(seen).toEqual(['mail 5', 'mail 4', 'mail 3', 'mail 2', 'mail 1']);
    expect(third.next_cursor).toBeNull();
    expect(
      (await sandbox.nylas('GET', `${base}/messages?unread=true&page_token=${first.next_cursor}`)).status,
    ).toBe(400);
  });

  it('can be narrowed by every filter a client uses', async () => {
    const id = await sandbox.write({ subject: 'Alpha', from: 'Ann <ANN@customer.example>' });
    await sandbox.write({ subject: 'Beta', from: 'bob@customer.example', inReplyTo: id });
    await sandbox.write({ subject: 'Gamma', from: 'bob@customer.example', text: 'the word zebra' });
    const [alpha, , gamma] = sandbox.messages('demo-support');
    await sandbox.nylas('PUT', `${base}/messages/${gamma?.id}`, {
      unread: false,
      starred: true,
      metadata: { key1: 'a:b' },
    });
    const now = Math.floor(Date.now() / 1000);

    expect(await subjects(`thread_id=${alpha?.threadId}`)).toEqual(['Beta', 'Alpha']);
    expect(await subjects('from=ann@customer.example')).toEqual(['Alpha']);
    expect(await subjects('from=ann@customer.example,bob@customer.example')).toHaveLength(3);
    expect(await subjects('any_email=support@inreply.test')).toHaveLength(3);
    expect(await subjects('to=ann@customer.example')).toEqual([]);
    expect(await subjects('subject=alp')).toEqual(['Alpha']);
    expect(await subjects('unread=false')).toEqual(['Gamma']);
    expect(await subjects('starred=true')).toEqual(['Gamma']);
    expect(await subjects('in=inbox')).toHaveLength(3);
    expect(await subjects('in=sent')).toEqual([]);
    expect(await subjects('metadata_pair=key1:a:b')).toEqual(['Gamma']);
    expect(await subjects('search_query_native=zebra')).toEqual(['Gamma']);
    expect(await subjects('has_attachment=true')).toEqual([]);
    expect(await subjects(`received_after=${now - 60}&received_before=${now + 60}`)).toHaveLength(3);
    expect(await subjects(`received_after=${now + 60}`)).toEqual([]);
  });

  it.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'unread=maybe',
    'in=INBOX',
    'metadata_pair=key9:x',
    'fields=all',
  ])('refuses %s with 400', async (query) => {
    const answer = await sandbox.nylas('GET', `${base}/messages?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.json.error.type).toBe('invalid_request_error');
    expect(answer.json.error.message).toContain(query.split('=')[0]);
  });
});

describe('a message', () => {
  it('comes with the fields asked for', async () => {
    const messageId = await sandbox.write({ subject: 'Hi', headers: { 'X-Thing': 'yes' } });
    const [message] = sandbox.messages('demo-support');
    const get = async (query: string) =>
      (await sandbox.nylas('GET', `${base}/messages/${message?.id}?${query}`)).json.data;

    expect(await get('')).not.toHaveProperty('headers');
    expect((await get('fields=include_headers')).headers).toContainEqual({ name: 'X-Thing', value: 'yes' });
    expect((await get('fields=include_basic_headers')).headers).toEqual([
      { name: 'Message-ID', value: messageId },
    ]);
    const raw = await get('fields=raw_mime');
    expect(Object.keys(raw).toSorted()).toEqual(['grant_id', 'id', 'object', 'raw_mime']);
    expect(Buffer.from(raw.raw_mime, 'base64url').toString()).toContain('X-Thing: yes');
    expect(await get('select=id,subject')).toEqual({ id: message?.id, subject: 'Hi' });
  });

  it('can be marked, moved, put into the trash and removed for good', async () => {
    await sandbox.write({});
    const [message] = sandbox.messages('demo-support');
    const path = `${base}/messages/${message?.id}`;
    const put = await sandbox.nylas('PUT', path, {
      unread: false,
      folders: ['archive'],
      metadata: { key1: 'x' },
    });
    expect(put.json.data).toMatchObject({ unread: false, folders: ['archive'], metadata: { key1: 'x' } });
    expect((await sandbox.nylas('PUT', path, { folders: ['nowhere'] })).status).toBe(400);
    expect((await sandbox.nylas('PUT', path, { metadata: { key1: 'x'.repeat(501) } })).status).toBe(400);
    expect((await sandbox.nylas('DELETE', path)).status).toBe(200);
    expect((await sandbox.nylas('GET', path)).json.data.folders).toEqual(['trash']);
    await sandbox.nylas('DELETE', `${path}?hard_delete=true`);
    expect((await sandbox.nylas('GET', path)).status).toBe(404);
  });

  it('can be read without its quotes', async () => {
    await sandbox.write({ text: 'New words.\r\n\r\nOn Monday, Ann wrote:\r\n> old words' });
    const [message] = sandbox.messages('demo-support');
    const answer = await sandbox.nylas('PUT', `${base}/messages/clean`, { message_id: [message?.id] });
    expect(answer.json.data[0]!.conversation).toBe('New words.');
  });
});

describe('threads and folders', () => {
  it('show a thread with its messages oldest first and its newest one whole', async () => {
    const first = await sandbox.write({ subject: 'One' });
    await sandbox.write({ subject: 'Re: One', inReplyTo: first, from: 'bob@customer.example' });
    await sandbox.write({ subject: 'Two' });
    const { data } = (await sandbox.nylas('GET', `${base}/threads`)).json;
    expect(data.map(({ subject }: { subject: string }) => subject)).toEqual(['Two', 'One']);
    const ids = sandbox.messages('demo-support').map(({ id }) => id);
    expect(data[1]).toMatchObject({
      object: 'thread',
      message_ids: ids.slice(0, 2),
      draft_ids: [],
      unread: true,
      latest_draft_or_message: { id: ids[1], object: 'message' },
    });
    expect(data[1]!.participants).toHaveLength(3);

    const path = `${base}/threads/${data[1]!.id}`;
    expect((await sandbox.nylas('PUT', path, { unread: false })).json.data.unread).toBe(false);
    expect((await sandbox.nylas('DELETE', path)).status).toBe(200);
    expect((await sandbox.nylas('GET', path)).json.data.folders).toEqual(['trash']);
    expect((await sandbox.nylas('GET', `${base}/threads?limit=51`)).status).toBe(400);
  });

  it('guard the six system folders and let others be made, renamed and removed', async () => {
    await sandbox.write({});
    const { data } = (await sandbox.nylas('GET', `${base}/folders`)).json;
    expect(data.map(({ id }: { id: string }) => id)).toEqual([
      'inbox',
      'sent',
      'drafts',
      'trash',
      'junk',
      'archive',
    ]);
    expect(data[0]).toMatchObject({
      attributes: ['\\Inbox'],
      total_count: 1,
      unread_count: 1,
      system_folder: true,
    });
    const made = (await sandbox.nylas('POST', `${base}/folders`, { name: 'VIP' })).json.data;
    expect(
      (await sandbox.nylas('PUT', `${base}/folders/${made.id}`, { name: 'Friends' })).json.data.name,
    ).toBe('Friends');
    expect((await sandbox.nylas('POST', `${base}/folders`, { name: 'inbox' })).status).toBe(400);
    expect((await sandbox.nylas('DELETE', `${base}/folders/inbox`)).status).toBe(400);
    expect((await sandbox.nylas('DELETE', `${base}/folders/${made.id}`)).status).toBe(200);
    expect((await sandbox.nylas('GET', `${base}/folders/${made.id}`)).status).toBe(404);
  });
});

describe('accounts', () => {
  it('are made once per address, take mail at once, and are gone when deleted', async () => {
    const body = { provider: 'nylas', name: 'Help', settings: { email: 'help@other.test' } };
    const made = await sandbox.nylas('POST', '/v3/connect/custom', body);
    expect(made.status).toBe(201);
    const again = await sandbox.nylas('POST', '/v3/connect/custom', body);
    expect(again.json.data.id).toBe(made.json.data.id);
    await sandbox.write({ to: 'help@other.test' });
    expect(sandbox.messages(made.json.data.id)).toHaveLength(1);
    expect((await sandbox.nylas('GET', '/v3/grants?email=help@other.test')).json.data).toHaveLength(1);
    await sandbox.nylas('DELETE', `/v3/grants/${made.json.data.id}`);
    expect((await sandbox.nylas('GET', `/v3/grants/${made.json.data.id}`)).status).toBe(404);
  });

  it('refuse what Nylas refuses', async () => {
    const bad = [
      { provider: 'google', settings: { email: 'a@b.test' } },
      { provider: 'nylas', settings: { email: 'nonsense' } },
      { provider: 'nylas', settings: { email: 'a@b.test', app_password: 'short' } },
    ];
    for (const body of bad)
      expect((await sandbox.nylas('POST', '/v3/connect/custom', body)).status).toBe(400);
  });
});
