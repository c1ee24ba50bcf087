import { expect, test } from 'vitest';
import { printOf } from '#agent/mail/draft-print.ts';
import { sendIdOf } from '#domain/ids.ts';
import { messageStates } from '#domain/ledger.ts';
import type { MailDraft } from '#domain/mail.ts';
import { type ReviewStatus, reviewStatuses } from '#domain/review.ts';
import { type Standing, strayDrafts } from '#workers/stray-drafts.ts';
import { grantId, noon } from '../../helpers/builders.ts';

const HOUR = 3_600_000;
const content = { to: [{ email: 'carla@customer.example' }], cc: [], subject: 'Re: x', body: '<p>Hello</p>' };
const marks = { key1: sendIdOf(grantId, 'm1'), key2: 'm1', key3: 'inreply', print: printOf(content) };
const aDraft = (change: Partial<MailDraft> = {}): MailDraft => ({
  id: 'd1',
  threadId: 't1',
  ...content,
  metadata: marks,
  savedAtMs: noon - 2 * HOUR,
  ...change,
});
const reviewed = (status: ReviewStatus, draftId: string | null = 'd1') => ({ status, draftId });
const over: Standing = { state: 'sent', review: reviewed('sent') };
const isStray = (draft: MailDraft, standing: Standing | undefined) =>
  strayDrafts(grantId, [draft], new Map(standing ? [['m1', standing]] : []), noon - HOUR).length === 1;

test('a draft whose review is over is left over', () => {
  expect(isStray(aDraft(), over)).toBe(true);
});

test('a draft of a message that got no review, by a life that ended before it recorded it, is left over', () => {
  expect(isStray(aDraft(), { state: 'sent', review: undefined })).toBe(true);
});

test('it depends on nothing else than whether the message is worked and its review waits', () => {
  const stray = messageStates.flatMap((state) =>
    reviewStatuses
      .filter((review) => isStray(aDraft(), { state, review: reviewed(review) }))
      .map((review) => `${state} ${review}`),
  );
  const ended = messageStates.filter((state) => !['new', 'ready', 'sending'].includes(state));
  const closed = reviewStatuses.filter((status) => !['open', 'approved'].includes(status));
  expect(stray).toEqual(ended.flatMap((state) => closed.map((review) => `${state} ${review}`)));
});

test.each<[string, Partial<MailDraft>]>([
  ['is young', { savedAtMs: noon - HOUR }],
  ['does not say how old it is', { savedAtMs: undefined }],
  ['was edited by a person', { body: '<p>Hello!</p>' }],
  ['lost its fingerprint', { metadata: { ...marks, print: '' } }],
  ['is of somebody else', { metadata: {} }],
  ['bears the mark of another program', { metadata: { ...marks, key3: 'other' } }],
  ['bears a mark that does not fit its message', { metadata: { ...marks, key1: 'r_1' } }],
])('a draft that %s stays', (_name, change) => {
  expect(isStray(aDraft(change), over)).toBe(false);
});

test('a draft whose message the ledger does not know stays, as it may be the only trace', () => {
  expect(isStray(aDraft(), undefined)).toBe(false);
  expect(isStray(aDraft(), { state: undefined, review: undefined })).toBe(false);
});

test('a draft beside the one that the open review names was made when the creation of the other had no answer', () => {
  expect(isStray(aDraft(), { state: 'review', review: reviewed('open', 'd2') })).toBe(true);
  expect(isStray(aDraft(), { state: 'review', review: reviewed('open', null) })).toBe(false);
});
