import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Verdict } from '#domain/review.ts';
import { createAuditTrail } from '#store/audit-trail.ts';
import { sweepDrafts } from '#workers/draft-sweep.ts';
import { aClassification, aDraft, anAgent, grantId } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const HOUR = 3_600_000;
const server = redisForFile();
let stage: Stage;
beforeEach(async () => {
  stage = aStage(server.redis);
  stage.agent = anAgent({ disclosure: 'Written by our assistant.' });
  stage.model.classification = aClassification({ category: 'refund' });
  await stage.receive();
  await stage.drain();
  stage.effects.length = 0;
});
afterEach(() => stage[Symbol.dispose]());

const approve = (body: string): Verdict => ({ kind: 'approve', subject: 'Re: Where is my order?', body });
const approveAsShown = async () => {
  const { subject, body } = await stage.review();
  return stage.decide({ kind: 'approve', subject, body });
};
const edit = (from: string, to: string) => {
  const draft = stage.nylas.drafts[0]!;
  draft.body = { ...draft.body, body: draft.body.body.replace(from, to) };
};
const sweep = () =>
  sweepDrafts({
    ...stage.deps,
    draftGraceMs: HOUR,
    mailboxes: [{ grant: grantId }],
    signal: new AbortController().signal,
  });

describe('a draft that a person edited in a mail client', () => {
  test('is not overruled by an approval that did not know of it: its text is shown, and sent when approved', async () => {
    edit('on its way', 'lost, sorry');
    await approveAsShown();
    await stage.drain();
    expect(stage.nylas.mails).toEqual([]);
    expect(await stage.review()).toMatchObject({
      status: 'open',
      version: 3,
      verdict: null,
      body: 'Hello Carla,\n\nyour order is lost, sorry.\n\nBest regards\nMia',
      reasons: [{ code: 'draft_edited' }, {}],
    });
    await approveAsShown();
    await stage.drain();
    expect(stage.nylas.mails).toMatchObject([{ body: { body: expect.stringContaining('lost, sorry') } }]);
    expect(stage.nylas.mails[0]?.body.body.match(/Written by our assistant/g)).toHaveLength(1);
    expect(stage.nylas.drafts).toEqual([]);
  });

  test('stands beside a text that the approver wrote: that stays, and the edit is quoted', async () => {
    edit('on its way', 'lost, sorry');
    await stage.decide(approve('My own text.'));
    await stage.drain();
    expect(await stage.review()).toMatchObject({
      status: 'open',
      body: 'My own text.',
      reasons: [{ code: 'draft_edited', detail: expect.stringContaining('lost, sorry') }, {}],
    });
    await approveAsShown();
    await stage.drain();
    expect(stage.nylas.mails).toMatchObject([{ body: { body: expect.stringContaining('My own text.') } }]);
  });

  test('to go to somebody else is shown as well, and goes to whom policy says', async () => {
    const draft = stage.nylas.drafts[0]!;
    draft.body = { ...draft.body, to: [{ email: 'else@customer.example' }] };
    await approveAsShown();
    await stage.drain();
    expect(await stage.review()).toMatchObject({ status: 'open', to: [{ email: 'carla@customer.example' }] });
    await approveAsShown();
    await stage.drain();
    expect(stage.nylas.mails).toMatchObject([{ body: { to: [{ email: 'carla@customer.example' }] } }]);
  });

  test('is not thrown away by a revision', async () => {
    edit('on its way', 'lost, sorry');
    await stage.decide({ kind: 'revise', instruction: 'shorter' });
    await stage.drain();
    expect(await stage.review()).toMatchObject({
      status: 'open',
      verdict: null,
      body: expect.stringContaining('lost, sorry'),
    });
    stage.model.draft = aDraft({ body: 'Short.' });
    await stage.decide({ kind: 'revise', instruction: 'shorter' });
    await stage.drain();
    expect(await stage.review()).toMatchObject({ body: 'Short.' });
    expect(stage.nylas.drafts).toHaveLength(1);
  });
});

describe('the sweep of drafts, before anybody decided', () => {
  const theirs = 'Hello Carla,\n\nyour order is lost, sorry.\n\nBest regards\nMia';

  test('shows an edit from a mail client in a new version, beside what the model wrote, once', async () => {
    const { body: written, subject, id } = await stage.review();
    edit('on its way', 'lost, sorry');
    await sweep();
    await stage.drain();
    expect(await stage.review()).toMatchObject({
      status: 'open',
      version: 2,
      body: theirs,
      drafted: { subject, body: written },
      reasons: [{ code: 'draft_edited', detail: expect.not.stringContaining('Decide again') }, {}],
    });
    await sweep();
    expect(await stage.inbox()).toEqual([]);
    const { entries } = await createAuditTrail(server.redis, 1).list({ limit: 1 });
    expect(entries).toMatchObject([
      {
        by: 'mail client',
        what: 'draft_edited',
        about: { review: id },
        before: { version: 1 },
        after: { version: 2 },
      },
    ]);
    expect(entries[0]?.before?.['text']).not.toBe(entries[0]?.after?.['text']);
    await approveAsShown();
    await stage.drain();
    expect(stage.nylas.mails).toMatchObject([{ body: { body: expect.stringContaining('lost, sorry') } }]);
    expect(stage.nylas.drafts).toEqual([]);
  });

  test('voids an approval of the text before the edit', async () => {
    const { id, version, subject, body } = await stage.review();
    edit('on its way', 'lost, sorry');
    await sweep();
    await stage.drain();
    const late = await stage.deps.reviews.decide(id, version, { kind: 'approve', subject, body }, 'anna');
    expect(late).toMatchObject({ kind: 'conflict', code: 'stale_version', review: { body: theirs } });
  });

  test('shows each further edit, and what the model wrote stays beside it', async () => {
    const { body: written } = await stage.review();
    edit('on its way', 'lost, sorry');
    await sweep();
    await stage.drain();
    edit('lost, sorry', 'found again');
    await sweep();
    await stage.drain();
    expect(await stage.review()).toMatchObject({
      version: 3,
      body: expect.stringContaining('found again'),
      drafted: { body: written },
    });
    expect((await stage.review()).reasons.filter(({ code }) => code === 'draft_edited')).toHaveLength(1);
  });

  test('keeps the text when a person emptied the draft, and says so', async () => {
    const { body } = await stage.review();
    const draft = stage.nylas.drafts[0]!;
    draft.body = { ...draft.body, body: '<p></p>' };
    await sweep();
    await stage.drain();
    expect(await stage.review()).toMatchObject({
      body,
      reasons: [{ code: 'draft_edited', detail: expect.stringContaining('emptied') }, {}],
    });
  });

  test('gives way to a verdict that is under way', async () => {
    edit('on its way', 'lost, sorry');
    const seen = await stage.review();
    await sweep();
    await stage.decide({ kind: 'reject', reason: '' });
    await stage.drain();
    expect(await stage.review()).toMatchObject({ status: 'rejected', body: seen.body });
    expect(await stage.outcome()).toMatch(/^skipped rejected_by_person/);
  });
});
