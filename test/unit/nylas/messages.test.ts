import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PermanentError } from '#errors.ts';
import { ListTooLong } from '#nylas/client.ts';
import { json, nylasError } from './peer.ts';
import { always, never, openStage, pages, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage(always(500, {}));
});
afterEach(() => stage[Symbol.asyncDispose]());

describe('a thread', () => {
  it('is read over all pages, oldest first, with headers', async () => {
    stage.answer(
      pages(
        [
          { id: 'm4', date: 40 },
          { id: 'm3', date: 30 },
        ],
        [{ id: 'm2', date: 20 }],
        [{ id: 'm1', date: 10 }],
      ),
    );
    const thread = await stage.nylas.listThread('g1', 't1', never);
    expect(thread.messages.map(({ id }) => id)).toEqual(['m1', 'm2', 'm3', 'm4']);
    expect(thread).toMatchObject({ id: 't1', grantId: 'g1' });
    expect(stage.seen.map(({ query }) => Object.fromEntries(query))).toEqual([
      { thread_id: 't1', fields: 'include_headers', limit: '200' },
      { thread_id: 't1', fields: 'include_headers', limit: '200', page_token: '1' },
      { thread_id: 't1', fields: 'include_headers', limit: '200', page_token: '2' },
    ]);
  });

  it('keeps messages of one second in the order they came', async () => {
    stage.answer(
      pages([
        { id: 'later', date: 10 },
        { id: 'earlier', date: 10 },
        { id: 'first', date: 9 },
      ]),
    );
    const { messages } = await stage.nylas.listThread('g1', 't1', never);
    expect(messages.map(({ id }) => id)).toEqual(['first', 'earlier', 'later']);
  });

  it('holds no drafts, no message of another thread and none twice', async () => {
    stage.answer(
      pages(
        [
          { id: 'm2', object: 'message', thread_id: 't1', date: 20, folders: ['sent'] },
          { id: 'd1', object: 'draft', thread_id: 't1', date: 25 },
          { id: 'd2', object: 'message', thread_id: 't1', date: 26, folders: ['drafts'] },
          { id: 'strange', object: 'message', thread_id: 't2', date: 27 },
        ],
        [
          { id: 'm2', object: 'message', thread_id: 't1', date: 20, folders: ['sent'] },
          { id: 'm1', date: 10 },
        ],
      ),
    );
    const { messages } = await stage.nylas.listThread('g1', 't1', never);
    expect(messages.map(({ id }) => id)).toEqual(['m1', 'm2']);
    expect(messages[0]).toMatchObject({ threadId: 't1', grantId: 'g1', dateMs: 10_000 });
  });

  it('may be empty, or null', async () => {
    stage.answer(always(200, { data: [] }));
    expect((await stage.nylas.listThread('g1', 't1', never)).messages).toEqual([]);
    stage.answer(always(200, { data: null, next_cursor: '' }));
    expect((await stage.nylas.listThread('g1', 't1', never)).messages).toEqual([]);
  });

  it('that never ends is a fault: a cursor that comes again, or ever new ones', async () => {
    stage.answer(always(200, { data: [], next_cursor: 'same' }));
    await expect(stage.nylas.listThread('g1', 't1', never)).rejects.toBeInstanceOf(PermanentError);
    expect(stage.seen).toHaveLength(2);
    stage.answer((_seen, response, count) => json(response, 200, { data: [], next_cursor: `c${count}` }));
    await expect(stage.nylas.listThread('g1', 't1', never)).rejects.toThrow('the list does not end');
    expect(stage.seen).toHaveLength(52);
  });
});

describe('a time of a mailbox', () => {
  it('is listed with a second more at both ends, without drafts, and with the clock of Nylas', async () => {
    stage.answer((_seen, response) =>
      json(
        response,
        200,
        {
          data: [
            { id: 'm1', date: 10 },
            { id: 'd1', object: 'draft', date: 11 },
          ],
        },
        { date: 'Thu, 01 Jan 1970 00:00:42 GMT' },
      ),
    );
    const { messages, clockMs } = await stage.nylas.listBetween('g1', 10_500, 20_500, never);
    expect(messages.map(({ id, dateMs }) => ({ id, dateMs }))).toEqual([{ id: 'm1', dateMs: 10_000 }]);
    expect(clockMs).toBe(42_000);
    expect(Object.fromEntries(stage.seen[0]?.query ?? [])).toMatchObject({
      received_after: '9',
      received_before: '22',
    });
    await stage.nylas.listBetween('g1', 10_500, undefined, never);
    expect(stage.seen[1]?.query.has('received_before')).toBe(false);
  });

  it('that holds too much is not read to its end', async () => {
    stage.answer((_seen, response, count) => json(response, 200, { data: [], next_cursor: `c${count}` }));
    const listing = stage.nylas.listBetween('g1', 0, undefined, never);
    await expect(listing).rejects.toBeInstanceOf(ListTooLong);
    expect(stage.seen).toHaveLength(10);
  });
});

describe('ids', () => {
  it('arrive as they are, whatever they hold', async () => {
    stage.answer(always(200, { data: { id: 'x' } }));
    await stage.nylas.getMessage('agent@ours.example', '<CA+x=#1/2@mail.example>', never);
    const segments = stage.seen[0]?.path.split('/').map(decodeURIComponent);
    expect(segments).toEqual([
      '',
      'v3',
      'grants',
      'agent@ours.example',
      'messages',
      '<CA+x=#1/2@mail.example>',
    ]);
  });

  it('that would lead out of the path are refused without a call', async () => {
    await expect(stage.nylas.getMessage('..', 'm1', never)).rejects.toBeInstanceOf(PermanentError);
    await expect(stage.nylas.deleteDraft('g1', '', never)).rejects.toBeInstanceOf(PermanentError);
    expect(stage.seen).toHaveLength(0);
  });
});

describe('one message', () => {
  it('is read with headers', async () => {
    stage.answer(
      always(200, { data: { id: 'm1', thread_id: 't7', headers: [{ name: 'X-A', value: '1' }] } }),
    );
    expect(await stage.nylas.getMessage('g1', 'm1', never)).toMatchObject({
      id: 'm1',
      threadId: 't7',
      headers: [{ name: 'X-A', value: '1' }],
    });
    expect(stage.seen[0]?.query.get('fields')).toBe('include_headers');
  });

  it('that is gone is a lasting fault with its status', async () => {
    stage.answer(always(404, nylasError('api.not_found_error')));
    await expect(stage.nylas.getMessage('g1', 'm1', never)).rejects.toMatchObject({ status: 404 });
  });
});

describe('a mail that left', () => {
  it('is found by its send id alone', async () => {
    stage.answer(pages([{ id: 'm9', object: 'message', folders: ['sent'], metadata: { key1: 'r_1' } }]));
    expect(await stage.nylas.findSent('g1', 'r_1', never)).toMatchObject({ id: 'm9' });
    expect(Object.fromEntries(stage.seen[0]?.query ?? [])).toEqual({ metadata_pair: 'key1:r_1' });
  });

  it('is not a draft, nor a mail of another send id, should the filter be ignored', async () => {
    stage.answer(
      pages(
        [
          { id: 'd1', object: 'draft', metadata: { key1: 'r_1' } },
          { id: 'd2', object: 'message', folders: ['drafts'], metadata: { key1: 'r_1' } },
          { id: 'm7', metadata: { key1: 'r_2' } },
          { id: 'm8' },
        ],
        [{ id: 'm6', metadata: null }],
      ),
    );
    expect(await stage.nylas.findSent('g1', 'r_1', never)).toBeUndefined();
  });
});

describe('connections', () => {
  it('are kept for the next call', async () => {
    const ports = new Set<number | undefined>();
    stage.answer((_seen, response) => {
      ports.add(response.socket?.remotePort);
      json(response, 200, { data: { id: 'm1' } });
    });
    for (let n = 0; n < 20; n++) await stage.nylas.getMessage('g1', `m${n}`, never);
    expect(ports.size).toBeLessThan(5);
  });
});
