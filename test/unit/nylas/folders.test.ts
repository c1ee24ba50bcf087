import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, nylasError } from './peer.ts';
import { always, never, openStage, type Stage } from './stage.ts';

const inbound = { id: 'm1', thread_id: 't1', date: 10, folders: ['f-77'] };
const folders = [
  { id: 'f-77', name: 'Junk-E-Mail', attributes: ['\\Junk'] },
  { id: 'f-78', name: 'Sent', attributes: null },
  { id: 'f-79', name: 'Customers', attributes: [] },
];

let stage: Stage;
beforeEach(async () => {
  stage = await openStage(always(500, {}));
});
afterEach(() => stage[Symbol.asyncDispose]());

const foldersOf = async () =>
  (await stage.nylas.listThread('g1', 't1', never)).messages.map((message) => message.folders);
const answerWith = (messages: object[], listing: object[] | 'refused') =>
  stage.answer(({ path }, response) => {
    if (!path.includes('/folders')) json(response, 200, { data: messages });
    else if (listing === 'refused') json(response, 403, nylasError('insufficient_scopes'));
    else json(response, 200, { data: listing });
  });

describe('the folders of a message', () => {
  it('are taken as they are where their ids are the names of system folders, without asking', async () => {
    answerWith([{ ...inbound, folders: ['INBOX', 'sent', 'SPAM'] }], []);
    expect(await foldersOf()).toEqual([['inbox', 'sent', 'junk']]);
    expect(stage.seen).toHaveLength(1);
  });

  it('are named by attribute or name where their ids are opaque, with one listing for the mailbox', async () => {
    answerWith([inbound, { ...inbound, id: 'm2', folders: ['f-78', 'f-79'] }], folders);
    expect(await foldersOf()).toEqual([['sent', 'f-79'], ['junk']]);
    expect(await foldersOf()).toEqual([['sent', 'f-79'], ['junk']]);
    expect(stage.seen.filter(({ path }) => path.includes('/folders'))).toHaveLength(1);
  });

  it('stand for themselves when the folders may not be listed', async () => {
    answerWith([inbound], 'refused');
    expect(await foldersOf()).toEqual([['f-77']]);
  });
});
