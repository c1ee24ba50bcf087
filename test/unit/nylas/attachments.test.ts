import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nylasError } from './peer.ts';
import { always, never, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage(always(500, {}));
});
afterEach(() => stage[Symbol.asyncDispose]());

const read = () =>
  stage.nylas.readAttachment('g1', { messageId: 'm 1', attachmentId: 'a/1', maxBytes: 4 }, never);

describe('an attachment', () => {
  it('is read as the bytes it has', async () => {
    stage.answer((_seen, response) => {
      response.writeHead(200, { 'content-type': 'application/pdf' });
      response.end(Buffer.from([0, 255, 37, 80]));
    });
    expect(await read()).toEqual(Buffer.from([0, 255, 37, 80]));
    expect(stage.seen[0]).toMatchObject({ method: 'GET', path: '/v3/grants/g1/attachments/a%2F1/download' });
    expect(stage.seen[0]?.query.get('message_id')).toBe('m 1');
  });

  it('is not read further than asked for', async () => {
    stage.answer((_seen, response) => void response.end('12345'));
    expect(await read()).toBe('too large');
  });

  it('is gone only when Nylas says so', async () => {
    stage.answer(always(404, nylasError('not_found_error')));
    expect(await read()).toBe('gone');
    stage.answer((_seen, response) => {
      response.writeHead(404);
      response.end('<html>');
    });
    await expect(read()).rejects.toThrow('404');
    stage.answer(always(503, {}));
    await expect(read()).rejects.toMatchObject({ name: 'TransientError' });
  });
});
