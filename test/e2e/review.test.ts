import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Found, GRANT, startWorld, until, type World } from '../helpers/world.ts';

const REFUND = 'I want my money back, please give me a refund.';

describe('a parked reply', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const drafts = async () => (await world.sandbox.nylas('GET', `/v3/grants/${GRANT}/drafts`)).json.data;
  const review = async (id: string | null) => (await world.api('GET', `/api/reviews/${id}`)).json;
  const repliesTo = (messageId: string) =>
    world.sandbox
      .sent(GRANT)
      .filter(({ headers }) =>
        headers.some(({ name, value }) => name.toLowerCase() === 'in-reply-to' && value === messageId),
      );
  const parked = async (mail: Parameters<World['receive']>[0] = {}) => {
    const received = await world.receive({ subject: 'Refund', text: REFUND, ...mail });
    const found = await world.outcome(received.id, ({ state }) => state === 'review');
    return { ...received, found, review: await review(found.review_id) };
  };
  const ends = (id: string, status: string) =>
    until(async () => {
      const now = await review(id);
      return now.status === status ? now : undefined;
    }, `review ${id} to be ${status}`);

  it('is a draft in the mailbox and an open review, and sends nothing by itself', async () => {
    const { id, messageId, found, review: open } = await parked();
    expect(found).toMatchObject({ decision: 'review', category: 'refund' });
    expect(open).toMatchObject({
      version: 1,
      status: 'open',
      message_id: id,
      grant_id: GRANT,
      subject: 'Re: Refund',
    });
    expect(open.to).toEqual([expect.objectContaining({ email: 'ann@customer.example' })]);
    expect(open.reasons[0].code).toBe('category_review');
    expect((await drafts()).map((draft: { id: string }) => draft.id)).toContain(open.draft_id);
    const listed = await world.api('GET', '/api/reviews?status=open');
    expect(listed.json.reviews.map((one: { id: string }) => one.id)).toContain(open.id);
    expect(repliesTo(messageId)).toEqual([]);
  });

  it('that was approved can be taken back for a moment, and leaves when that is over', async () => {
    const { messageId, review: open } = await parked();
    const post = (what: string, body: object) => world.api('POST', `/api/reviews/${open.id}/${what}`, body);
    const first = await post('approve', { version: open.version, body: 'Too early.', undo_seconds: 60 });
    expect(first).toMatchObject({ status: 202, json: { status: 'approved' } });
    const undone = await post('undo', { version: first.json.version });
    expect(undone).toMatchObject({ status: 202, json: { status: 'open', body: 'Too early.' } });
    const again = { version: undone.json.version, body: 'Now it is right.', undo_seconds: 0.5 };
    const second = await post('approve', again);
    expect(Date.parse(second.json.undo_until)).toBeGreaterThan(Date.parse(second.json.updated_at));
    await ends(open.id, 'sent');
    expect(repliesTo(messageId).map(({ body }) => body)).toEqual([
      expect.stringContaining('Now it is right.'),
    ]);
    expect((await post('undo', { version: second.json.version })).json.error.type).toBe('too_late');
  });

  it('is sent once when it is approved, as it was edited, and its draft goes', async () => {
    const { id, messageId, review: open } = await parked();
    const body = { version: open.version, body: 'Your refund is on its way, **Ann**.' };
    const approved = await world.api('POST', `/api/reviews/${open.id}/approve`, body);
    expect(approved.status).toBe(202);
    const again = await world.api('POST', `/api/reviews/${open.id}/approve`, body);
    expect(again.status).toBe(409);
    await ends(open.id, 'sent');
    const third = await world.api('POST', `/api/reviews/${open.id}/approve`, {
      version: approved.json.version,
    });
    expect(third.status).toBe(409);
    const found = await world.outcome(id, ({ state }) => state === 'sent');
    expect(found.decision).toBe('review');
    const [reply, ...more] = repliesTo(messageId);
    expect(more).toEqual([]);
    expect(reply?.body).toContain('<strong>Ann</strong>');
    await until(
      async () =>
        (await drafts()).some((draft: { id: string }) => draft.id === open.draft_id) ? undefined : true,
      'the draft to go',
    );
  });

  it('is refused with 409 for a version that is not the newest, and nothing is sent', async () => {
    const { messageId, review: open } = await parked();
    const stale = await world.api('POST', `/api/reviews/${open.id}/approve`, { version: open.version + 1 });
    expect(stale).toMatchObject({ status: 409, json: { error: { type: 'stale_version' } } });
    expect((await review(open.id)).status).toBe('open');
    expect(repliesTo(messageId)).toEqual([]);
  });

  it('is sent once when ten people approve it at the same moment', async () => {
    const { messageId, review: open } = await parked();
    const all = await Promise.all(
      Array.from({ length: 10 }, () => world.api('POST', `/api/reviews/${open.id}/approve`, { version: 1 })),
    );
    expect(all.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 409)).toHaveLength(9);
    await ends(open.id, 'sent');
    expect(repliesTo(messageId)).toHaveLength(1);
  });

  it('is dropped when it is rejected, with its draft', async () => {
    const { id, messageId, review: open } = await parked();
    const rejected = await world.api('POST', `/api/reviews/${open.id}/reject`, {
      version: 1,
      reason: 'wrong tone',
    });
    expect(rejected.status).toBe(202);
    const found = await world.outcome(id, ({ state }) => state === 'skipped');
    expect(found.reasons[0]).toMatchObject({
      code: 'rejected_by_person',
      detail: expect.stringContaining('wrong tone'),
    });
    expect((await drafts()).some((draft: { id: string }) => draft.id === open.draft_id)).toBe(false);
    expect(repliesTo(messageId)).toEqual([]);
  });

  it('is written anew on a request for changes, under a new version', async () => {
    const { review: open } = await parked();
    const asked = await world.api('POST', `/api/reviews/${open.id}/revise`, {
      version: 1,
      instruction: 'Say 14 days.',
    });
    expect(asked.status).toBe(202);
    const revised = await until(async () => {
      const now = await review(open.id);
      return now.verdict === null ? now : undefined;
    }, 'the new text');
    expect(revised).toMatchObject({ status: 'open', verdict: null });
    expect(revised.draft_id).not.toBe(open.draft_id);
    expect(await drafts()).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: revised.draft_id })]),
    );
  });

  it('closes when a person answers in a mail client', async () => {
    const { id, review: open } = await parked();
    await world.sandbox.control('POST', '/sandbox/person/reply', {
      grant_id: GRANT,
      message_id: id,
      body: 'I have seen to it myself.',
    });
    expect(await ends(open.id, 'closed')).toMatchObject({ closed_because: { code: 'answered_by_person' } });
    const late = await world.api('POST', `/api/reviews/${open.id}/approve`, { version: open.version });
    expect(late.status).toBe(409);
  });

  it('closes when a person removes its draft in a mail client', async () => {
    const { review: open } = await parked();
    await world.sandbox.nylas('DELETE', `/v3/grants/${GRANT}/drafts/${open.draft_id}`);
    expect(await ends(open.id, 'closed')).toMatchObject({ closed_because: { code: 'draft_removed' } });
  });

  it('shows what a person edits in its draft in a mail client, and has its history', async () => {
    const { review: open } = await parked();
    const [draft] = (await drafts()).filter(({ id }: { id: string }) => id === open.draft_id);
    await world.sandbox.nylas('PUT', `/v3/grants/${GRANT}/drafts/${open.draft_id}`, {
      body: draft.body.replace(/<p>/, '<p>Edited by hand. '),
    });
    const edited = await until(async () => {
      const now = await review(open.id);
      return now.version > open.version ? now : undefined;
    }, `review ${open.id} to show the edit`);
    expect(edited).toMatchObject({
      status: 'open',
      drafted: { body: open.body },
    });
    expect(edited.reasons[0].code).toBe('draft_edited');
    expect(edited.body).toContain('Edited by hand.');
    const late = await world.api('POST', `/api/reviews/${open.id}/approve`, { version: open.version });
    expect([late.status, late.json.error.type]).toEqual([409, 'stale_version']);
    await world.api('POST', `/api/reviews/${open.id}/reject`, { version: edited.version });
    const { json } = await world.api('GET', `/api/reviews/${open.id}/history`);
    expect(
      json.entries
        .map(({ by, what }: { by: string; what: string }) => `${by}: ${what}`)
        .toReversed()
        .slice(0, 2),
    ).toEqual(['mail client: draft_edited', 'api: reject']);
  });

  it('closes as sent when a person sends its draft in a mail client', async () => {
    const { id, review: open } = await parked();
    await world.sandbox.nylas('POST', `/v3/grants/${GRANT}/drafts/${open.draft_id}`);
    await ends(open.id, 'closed');
    const found = await world.outcome(id, ({ state }) => state === 'sent');
    expect(found.reasons[0]?.code).toBe('already_sent');
  });

  it('stays open when the customer only says thanks afterwards', async () => {
    const { messageId, review: open } = await parked();
    const thanks = await world.receive({ text: 'Thank you so much!', inReplyTo: messageId });
    await world.outcome(thanks.id, ({ state }) => state === 'skipped');
    expect((await review(open.id)).status).toBe('open');
  });

  it('goes stale when the customer writes again, and the new one covers both', async () => {
    const { id, messageId, review: open } = await parked();
    const second = await world.receive({
      subject: 'Re: Refund',
      text: 'Refund, please! Money back.',
      inReplyTo: messageId,
    });
    const found = await world.outcome(second.id, ({ state }) => state === 'review');
    expect((await review(open.id)).status).toBe('stale');
    expect((await review(found.review_id)).covers).toEqual([id]);
    expect((await world.outcome(id, ({ state }) => state === 'skipped')).reasons.map(codeOf)).toContain(
      'superseded',
    );
    await until(
      async () =>
        (await drafts()).some((draft: { id: string }) => draft.id === open.draft_id) ? undefined : true,
      'the stale draft to go',
    );
  });
});

const codeOf = (reason: Found['reasons'][number]): string => reason.code;
