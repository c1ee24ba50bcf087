import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PermanentError, TransientError } from '#errors.ts';
import { sweepDrafts } from '#workers/draft-sweep.ts';
import { aClassification, anAgent, grantId } from '../../helpers/builders.ts';
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

const approveAsShown = async () => {
  const { subject, body } = await stage.review();
  return stage.decide({ kind: 'approve', subject, body });
};
const sweep = () =>
  sweepDrafts({
    ...stage.deps,
    draftGraceMs: HOUR,
    mailboxes: [{ grant: grantId }],
    signal: new AbortController().signal,
  });

describe('an approval, when newer mail of the same people', () => {
  const dana = { from: [{ email: 'dana@customer.example' }] };

  test.each(['late', { named: true }] as const)(
    'came, its webhook %o: nothing goes out, the review goes stale, and one reply covers both',
    async (webhook) => {
      stage.advance(1000);
      await stage.receive({ id: 'm2' }, webhook);
      await approveAsShown();
      await stage.drain();
      expect(stage.nylas.mails).toEqual([]);
      expect(await stage.review('m1')).toMatchObject({ status: 'stale' });
      expect(await stage.review('m2')).toMatchObject({ status: 'open', covers: ['m1'] });
      expect(stage.nylas.drafts).toHaveLength(1);
    },
  );

  test('came and deserves no answer: the review is open still, and the next approval sends it', async () => {
    stage.advance(1000);
    await stage.receive({ id: 'm2', headers: [{ name: 'Auto-Submitted', value: 'auto-replied' }] }, 'late');
    await approveAsShown();
    await stage.drain();
    expect(await stage.outcome('m2')).toMatch(/^skipped auto/);
    expect(await stage.review('m1')).toMatchObject({
      status: 'open',
      reasons: [{ code: 'newer_mail_first' }, {}],
    });
    await approveAsShown();
    await stage.drain();
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('came twice: one reply covers all three', async () => {
    for (const id of ['m2', 'm3']) {
      stage.advance(1000);
      await stage.receive({ id }, 'late');
    }
    await approveAsShown();
    await stage.drain();
    expect(stage.nylas.mails).toEqual([]);
    expect(await stage.review('m1')).toMatchObject({ status: 'stale' });
    expect((await stage.review('m3')).covers.toSorted()).toEqual(['m1', 'm2']);
    expect(stage.nylas.drafts).toHaveLength(1);
  });

  test('is of other people: the approved text goes out', async () => {
    stage.advance(1000);
    await stage.receive({ id: 'm2', ...dana }, 'late');
    await approveAsShown();
    await stage.drain();
    expect(stage.nylas.mails).toHaveLength(1);
    expect(await stage.review('m1')).toMatchObject({ status: 'sent' });
  });
});

test('the end of a review deletes every draft made for it, though look-ups still show the one just deleted', async () => {
  const [draft] = stage.nylas.drafts;
  stage.nylas.drafts.push({ ...draft!, id: 'late-1' }, { ...draft!, id: 'late-2' });
  stage.nylas.before('findDrafts', async () => void stage.nylas.drafts.unshift(draft!));
  await stage.decide({ kind: 'reject', reason: '' });
  await stage.drain();
  expect(stage.nylas.drafts.map(({ id }) => id)).toEqual([draft!.id]);
});

describe('the sweep of drafts', () => {
  test('deletes what a life left behind that ended in the middle, after a while', async () => {
    const [draft] = stage.nylas.drafts;
    stage.nylas.drafts.push({ ...draft!, id: 'left-over' });
    await stage.decide({ kind: 'reject', reason: '' });
    stage.nylas.fail('findDrafts', new PermanentError('403', { status: 403 }));
    await stage.drain();
    expect(stage.nylas.drafts).toHaveLength(1);
    await sweep();
    expect(stage.nylas.drafts).toHaveLength(1);
    stage.advance(HOUR + 1);
    await sweep();
    expect(stage.nylas.drafts).toEqual([]);
    expect(stage.events.map(({ name }) => name)).toContain('strayDraftDeleted');
  });

  test('deletes the first of two drafts, whose creation took effect only after we made another', async () => {
    const [draft] = stage.nylas.drafts;
    stage.nylas.drafts.unshift({ ...draft!, id: 'late' });
    stage.advance(HOUR + 1);
    await sweep();
    expect(stage.nylas.drafts.map(({ id }) => id)).toEqual([draft!.id]);
    await approveAsShown();
    await stage.drain();
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('leaves the draft of an open review alone, however old', async () => {
    stage.advance(1000 * HOUR);
    await sweep();
    expect(stage.nylas.drafts).toHaveLength(1);
    expect(await stage.inbox()).toEqual([]);
  });

  test('goes on with the next mailbox when one cannot be listed', async () => {
    stage.nylas.drafts = [];
    stage.nylas.fail('listDrafts', new TransientError('503'));
    await sweepDrafts({
      ...stage.deps,
      draftGraceMs: HOUR,
      mailboxes: [{ grant: 'g0' }, { grant: grantId }],
      signal: new AbortController().signal,
    });
    expect(stage.events.map(({ name }) => name)).toContain('sweepFailed');
    await stage.drain();
    expect(await stage.outcome()).toMatch(/^skipped draft_removed/);
  });
});
