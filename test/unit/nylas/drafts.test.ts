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
    expect(await stage.nylas.createDraft('g1', bytes, never)).toEqual({ id: 'd1' });
    expect(stage.seen[0]).toMatchObject({ method: 'POST', path: '/v3/grants/g1/drafts', body: bytes });
  });

  it('is found by its send id in its thread', async () => {
    stage.answer(pages([{ id: 'd1', metadata: { key1: 'r_0' } }], [{ id: 'd2', metadata: { key1: 'r_1' } }]));
    expect(await stage.nylas.findDraft('g1', 't1', 'r_1', never)).toEqual({ id: 'd2' });
    expect(await stage.nylas.findDraft('g1', 't1', 'r_9', never)).toBeUndefined();
    expect(stage.seen[0]?.query.get('thread_id')).toBe('t1');
  });

  it('exists, or is gone when Nylas says so', async () => {
    stage.answer(always(200, { data: { id: 'd1' } }));
    expect(await stage.nylas.draftExists('g1', 'd1', never)).toBe(true);
    stage.answer(always(404, nylasError('not_found_error')));
    expect(await stage.nylas.draftExists('g1', 'd1', never)).toBe(false);
  });

  it('is not taken for gone when a proxy answers 404', async () => {
    stage.answer((_seen, response) => void response.writeHead(404).end('<html>not here</html>'));
    await expect(stage.nylas.draftExists('g1', 'd1', never)).rejects.toMatchObject({ status: 404 });
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

  it('is among the ids of all pages', async () => {
    stage.answer(pages([{ id: 'd1' }, { id: 'd2' }], [{ id: 'd3' }]));
    expect(await stage.nylas.listDraftIds('g1', never)).toEqual(new Set(['d1', 'd2', 'd3']));
  });
});
