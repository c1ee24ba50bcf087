import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEnvelope } from '#nylas/envelope.ts';
import { sift, siftReport } from '#server/sift.ts';
import { aNotification } from './fixtures.ts';

const mailboxOf = (grantId: string) => (grantId === 'g1' ? { address: 'Support@example.com' } : undefined);
const own = [{ email: 'support@EXAMPLE.com' }];
const reply = { key1: 'r_abc', key2: 'm0' };

function sifted(type: string, object: Record<string, unknown> = {}) {
  const envelope = parseEnvelope(Buffer.from(aNotification({ type, object })));
  return envelope === undefined ? 'no envelope' : sift(envelope, mailboxOf);
}

describe('a mail that came in', () => {
  const inbound = {
    direction: 'inbound',
    grantId: 'g1',
    messageId: 'm1',
    threadId: 't1',
    answers: undefined,
  };
  test.each([
    ['plain', 'message.created', {}],
    ['truncated', 'message.created.truncated', {}],
    ['transformed', 'message.created.transformed', {}],
    ['transformed and truncated', 'message.created.transformed.truncated', {}],
    ['without the name of its kind', 'message.created', { object: null }],
    ['without a sender', 'message.created', { from: null }],
    ['with an empty sender', 'message.created', { from: [{}] }],
    ['without folders', 'message.created', { folders: null }],
    ['in junk, which is for the guard to skip with a reason', 'message.created', { folders: ['junk'] }],
    ['with metadata that only we can set', 'message.created', { metadata: reply }],
  ])('%s', (_name, type, object) => {
    expect(sifted(type, object)).toEqual(inbound);
  });

  test('without a thread', () => {
    expect(sifted('message.created', { thread_id: null })).toEqual({ ...inbound, threadId: undefined });
    expect(sifted('message.created', { thread_id: '' })).toEqual({ ...inbound, threadId: undefined });
  });
});

test('a mail whose ids hold half a surrogate pair is not ours, and harms no batch', () => {
  expect(sifted('message.created', { id: 'm\ud800' })).toBeUndefined();
  expect(sifted('message.created', { thread_id: 't\udfff' })).toBeUndefined();
});

describe('a mail of our own', () => {
  test.each([
    ['a reply of ours', 'message.created', reply, 'm0'],
    ['a reply of ours told as an update', 'message.updated', reply, 'm0'],
    ['a reply told as a truncated update', 'message.updated.truncated', reply, 'm0'],
    ['an escalation', 'message.created', { ...reply, kind: 'escalation' }, undefined],
    ['a mail by a person in a mail client', 'message.created', null, undefined],
    ['a mail with the metadata of somebody else', 'message.created', { key1: 'x', key2: 'm0' }, undefined],
    ['a mail with odd metadata', 'message.created', { key1: 7, key2: ['m0'] }, undefined],
    ['a reply that does not say to what', 'message.created', { key1: 'r_abc' }, undefined],
  ])('%s', (_name, type, metadata, answers) => {
    expect(sifted(type, { from: own, metadata, folders: ['sent'] })).toEqual({
      direction: 'outbound',
      grantId: 'g1',
      messageId: 'm1',
      threadId: 't1',
      answers,
    });
  });
});

describe('what is not ours to handle', () => {
  test.each([
    ['the cleaned copy', 'message.created.cleaned', {}],
    ['the cleaned copy, transformed and truncated', 'message.created.cleaned.transformed.truncated', {}],
    ['a grant of nobody here', 'message.created', { grant_id: 'g2' }],
    ['no grant', 'message.created', { grant_id: null }],
    ['no id', 'message.created', { id: null }],
    ['an empty id', 'message.created', { id: '' }],
    ['a draft', 'message.created', { object: 'draft' }],
    ['a mail in drafts', 'message.created', { from: own, folders: ['drafts'] }],
    ['a mail somebody read', 'message.updated', {}],
    ['an update without a sender', 'message.updated', { from: null }],
    ['a deleted mail', 'message.deleted', {}],
    ['a mail of ours that was opened', 'message.opened', { from: own }],
    ['a trigger that only begins alike', 'message.createdness', {}],
    ['another kind of object', 'thread.replied', { object: 'thread' }],
    ['a grant', 'grant.expired', { object: 'grant' }],
  ])('%s', (_name, type, object) => {
    expect(sifted(type, object)).toBeUndefined();
  });
});

test('whatever the object holds, sifting neither throws nor invents a mailbox', () => {
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), (type, object) => {
      const arrival = sifted(type, object);
      expect(arrival === undefined || arrival === 'no envelope' || arrival.grantId === 'g1').toBe(true);
    }),
    { numRuns: 200 },
  );
});

const reported = (object: Record<string, unknown>, grant = 'g1') => {
  const body = { type: 'message.bounced', data: { grant_id: grant, object } };
  const envelope = parseEnvelope(Buffer.from(JSON.stringify(body)));
  return envelope && siftReport(envelope, mailboxOf);
};

describe('a report on a sent mail', () => {
  const mark = { key1: 'r_abc', key2: 'm0', key3: 'inreply' };
  const report = { kind: 'bounced', grantId: 'g1', mailId: 'n1', about: 'm0', detail: 'it came back' };

  test.each([
    ['names the message that the mail answers', mark, 'm0'],
    ['names the message that an escalation is about', { ...mark, key1: 'er_abc' }, 'm0'],
    ['names nothing when the mark is not ours', { ...mark, key3: 'other' }, undefined],
    ['names nothing without metadata', undefined, undefined],
    ['names nothing when the id is none', { ...mark, key2: 'm\ud800' }, undefined],
  ])('%s', (_name, metadata, about) => {
    expect(reported({ message: { id: 'n1', metadata } })).toEqual({ ...report, about });
  });

  test('for a grant of nobody here is not ours', () => {
    expect(reported({ message: { id: 'n1', metadata: mark } }, 'g2')).toBeUndefined();
  });
});
