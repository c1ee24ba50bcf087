import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nylasError } from './peer.ts';
import { always, never, openStage, pages, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage(always(500, {}));
});
afterEach(() => stage[Symbol.asyncDispose]());

describe('a draft', () => {
  it('is created from exactly the bytes given', async () => {
    stage.answer(always(200, { data: { id: 'd1', object: 'draft' } }));
    const bytes = '{ "subject":"Re: é" }';
    expect(await stage.nylas.createDraft('g1', bytes, never)).toMatchObject({ id: 'd1', body: '' });
    expect(stage.seen[0]).toMatchObject({ method: 'POST', path: '/v3/grants/g1/drafts', body: bytes });
  });

  it('is found by its send id in its thread, however often it was made', async () => {
    stage.answer(
      pages(
        [
          { id: 'd1', metadata: { key1: 'r_0' } },
          { id: 'd2', metadata: { key1: 'r_1' } },
        ],
        [{ id: 'd3', metadata: { key1: 'r_1' } }],
      ),
    );
    expect(await stage.nylas.findDrafts('g1', 't1', 'r_1', never)).toMatchObject([
      { id: 'd2' },
      { id: 'd3' },
    ]);
    expect(await stage.nylas.findDrafts('g1', 't1', 'r_9', never)).toEqual([]);
    expect(stage.seen[0]?.query.get('thread_id')).toBe('t1');
  });

  it('is read as it is now, or is gone when Nylas says so', async () => {
    const wire = {
      id: 'd1',
      thread_id: 't1',
      subject: 'Re: x',
      to: [{ name: 'Ann', email: 'ann@customer.example' }],
      body: '<p>Hi</p>',
      metadata: { key1: 'r_1' },
      date: 7,
    };
    stage.answer(always(200, { data: wire }));
    expect(await stage.nylas.getDraft('g1', 'd1', never)).toEqual({
      id: 'd1',
      threadId: 't1',
      subject: 'Re: x',
      to: [{ name: 'Ann', email: 'ann@customer.example' }],
      cc: [],
      body: '<p>Hi</p>',
      metadata: { key1: 'r_1' },
      savedAtMs: 7000,
    });
    stage.answer(always(404, nylasError('not_found_error')));
    expect(await stage.nylas.getDraft('g1', 'd1', never)).toBeUndefined();
  });

  it('is not taken for gone when a proxy answers 404', async () => {
    stage.answer((_seen, response) => void response.writeHead(404).end('<html>not here</html>'));
    await expect(stage.nylas.getDraft('g1', 'd1', never)).rejects.toMatchObject({ status: 404 });
    await expect(stage.nylas.deleteDraft('g1', 'd1', never)).rejects.toThrow('check NYLAS_API_URL');
  });

  it('is deleted, also when it was gone already', async () => {
    stage.answer(always(200, { request_id: 'r' }));
    await stage.nylas.deleteDraft('g1', 'd1', never);
    stage.answer(always(404, nylasError('api.not_found_error')));
    await stage.nylas.deleteDraft('g1', 'd1', never);
    expect(stage.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'DELETE /v3/grants/g1/drafts/d1',
      'DELETE /v3/grants/g1/drafts/d1',
    ]);
    stage.answer(always(500, nylasError('api.internal_error')));
    await expect(stage.nylas.deleteDraft('g1', 'd1', never)).rejects.toMatchObject({
      name: 'TransientError',
    });
  });

  it('is listed, over all pages', async () => {
    stage.answer(pages([{ id: 'd1' }, { id: 'd2' }], [{ id: 'd3' }]));
    const drafts = await stage.nylas.listDrafts('g1', never);
    expect(drafts.map(({ id, savedAtMs }) => [id, savedAtMs])).toEqual([
      ['d1', undefined],
      ['d2', undefined],
      ['d3', undefined],
    ]);
  });
});
