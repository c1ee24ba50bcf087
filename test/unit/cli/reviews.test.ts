import { describe, expect, it } from 'vitest';
import { inreply, serve, type Call } from './stub.ts';

const review = {
  id: 'rv_1',
  version: 3,
  status: 'open',
  category: 'refund',
  reasons: [{ code: 'category_review' }],
  to: [{ email: 'bob@example.com' }],
  subject: 'Re: Refund',
  created_at: '2026-11-21T07:00:00.000Z',
  assignee: 'ann',
};
const notFound = { status: 404, json: { error: { type: 'not_found', message: 'no such thing' } } };
const tokenOf = { API_TOKEN: 'secret-token' };

function anInreply({ method, path, body }: Call) {
  const version = typeof body === 'object' && body !== null && 'version' in body ? body.version : undefined;
  if (path === '/api/reviews?status=open&limit=200') return { json: { reviews: [review] } };
  if (path === '/api/reviews/rv_1') return { json: review };
  if (method === 'POST' && path.startsWith('/api/reviews/rv_1/')) {
    const stale = { type: 'stale_version', message: 'The reply has changed; look at it again.' };
    const after = { ...review, version: 4, status: path.endsWith('/undo') ? 'open' : 'approved' };
    return version === 3 ? { status: 202, json: after } : { status: 409, json: { error: stale } };
  }
  return notFound;
}

describe('inreply reviews', () => {
  it('lists open reviews with the version that a verdict names', async () => {
    await using server = await serve(anInreply);
    const { out } = await inreply(['reviews'], { ...tokenOf, PORT: server.port });
    expect(out.split('\n').slice(0, 2)).toEqual([
      'REVIEW  SINCE                     CATEGORY  TO               SUBJECT     BECAUSE          ASSIGNEE',
      'rv_1@3  2026-11-21T07:00:00.000Z  refund    bob@example.com  Re: Refund  category_review  ann',
    ]);
  });

  it('lists those that somebody looks after', async () => {
    await using server = await serve(anInreply);
    const env = { ...tokenOf, PORT: server.port };
    expect((await inreply(['reviews', '--assignee', 'ann'], env)).out).toContain('rv_1@3');
    expect((await inreply(['reviews', '--assignee', 'ben'], env)).out).toBe('no open reviews');
  });

  it('approves with time to undo it, and undoes it', async () => {
    await using server = await serve(anInreply);
    const env = { ...tokenOf, PORT: server.port };
    expect((await inreply(['reviews', 'approve', 'rv_1', '--undo', '30'], env)).out).toBe(
      'approved: "Re: Refund" goes to bob@example.com in 30 s, unless: inreply reviews undo rv_1',
    );
    expect(server.calls.at(-1)).toMatchObject({ body: { version: 3, undo_seconds: 30 } });
    expect((await inreply(['reviews', 'undo', 'rv_1@3'], env)).out).toBe(
      'taken back: "Re: Refund" waits for a person again',
    );
  });

  it('says when somebody else has to approve too', async () => {
    await using server = await serve((call) =>
      call.method === 'POST' ? { status: 202, json: { ...review, status: 'open' } } : anInreply(call),
    );
    const env = { ...tokenOf, PORT: server.port };
    expect((await inreply(['reviews', 'approve', 'rv_1'], env)).out).toBe(
      'your approval is noted: "Re: Refund" waits for somebody else to approve it too',
    );
  });

  it('approves and rejects, and refuses a verdict on an older version', async () => {
    await using server = await serve(anInreply);
    const env = { ...tokenOf, PORT: server.port };
    expect((await inreply(['reviews', 'approve', 'rv_1'], env)).out).toBe(
      'approved: "Re: Refund" goes to bob@example.com',
    );
    expect((await inreply(['reviews', 'reject', 'rv_1@3', '--reason', 'no'], env)).code).toBe(0);
    expect(server.calls.at(-1)).toMatchObject({
      path: '/api/reviews/rv_1/reject',
      body: { version: 3, reason: 'no' },
    });
    expect(await inreply(['reviews', 'approve', 'rv_1@2'], env)).toMatchObject({
      code: 1,
      err: 'The reply has changed; look at it again.',
    });
    expect(await inreply(['reviews', 'approve', 'rv_9'], env)).toMatchObject({
      code: 1,
      err: 'no such thing',
    });
  });
});
