import { expect, test } from 'vitest';
import type { Guarded } from '#agent/guard/guard.ts';
import { sendIdOf, shortIdOf } from '#domain/ids.ts';
import type { Message } from '#domain/mail.ts';
import { audienceIn, select } from '#workers/select.ts';
import {
  aMessage,
  aRecord,
  aSentMail,
  aMailbox,
  anAgent,
  aThread,
  grantId,
  mailboxAddress,
  noon,
} from '../../helpers/builders.ts';

const go: Guarded = { kind: 'go', parkBecause: [] };
const second = aMessage({ id: 'm2', dateMs: noon + 1000 });
const fromDan = (change: Partial<Message>) =>
  aMessage({ from: [{ email: 'dan@customer.example' }], ...change });

const served = (reply_all: boolean) => ({ agent: anAgent({ reply_all }), mailbox: aMailbox });

/** Selects from the first messages of a thread that may hold more. */
function selected(
  waiting: Message[],
  options: { more?: Message[]; replyAll?: boolean; guards?: Record<string, Guarded> } = {},
) {
  const selection = select(
    aThread(...waiting, ...(options.more ?? [])),
    waiting.map((message) => ({ record: aRecord({ messageId: message.id }), message })),
    {
      served: served(options.replyAll ?? false),
      ownAddresses: [mailboxAddress],
      guard: (message) => options.guards?.[message.id] ?? go,
    },
  );
  return {
    target: selection.target?.message.id,
    guarded: selection.target?.guarded,
    covered: selection.covered.map(({ message }) => message.id),
    ended: selection.ended.map(({ record, reasons }) => `${record.messageId} ${reasons[0]?.code}`),
  };
}

test('a lone message is answered', () => {
  expect(selected([aMessage()])).toEqual({ target: 'm1', guarded: go, covered: [], ended: [] });
});

test('of a burst the newest by date is answered and covers the others, in whatever order they came', () => {
  const third = aMessage({ id: 'm3', dateMs: noon + 2000 });
  expect(selected([third, aMessage(), second])).toMatchObject({ target: 'm3', covered: ['m1', 'm2'] });
});

test('of messages of the same second the one that came last is answered', () => {
  const twin = aMessage({ id: 'a0' });
  expect(selected([aMessage(), twin])).toMatchObject({ target: 'a0', covered: ['m1'] });
  expect(selected([twin, aMessage()])).toMatchObject({ target: 'm1', covered: ['a0'] });
});

test('a message of somebody else is left for its own turn', () => {
  const dan = fromDan({ id: 'd1', dateMs: noon + 2000 });
  expect(selected([aMessage(), second, dan])).toEqual({ target: 'd1', guarded: go, covered: [], ended: [] });
  expect(selected([dan, aMessage(), aMessage({ id: 'm4', dateMs: noon + 3000 })])).toMatchObject({
    target: 'm4',
    covered: ['m1'],
  });
});

test('Reply-To decides the audience, and case does not', () => {
  const elsewhere = aMessage({ id: 'm2', dateMs: noon + 1, replyTo: [{ email: 'office@customer.example' }] });
  const shouted = aMessage({ id: 'm3', dateMs: noon + 2, from: [{ email: 'CARLA@Customer.Example' }] });
  expect(selected([aMessage(), elsewhere, shouted])).toMatchObject({ target: 'm3', covered: ['m1'] });
});

test('with reply_all a different list of recipients is a different audience', () => {
  const copied = aMessage({ id: 'm2', dateMs: noon + 1, cc: [{ email: 'boss@customer.example' }] });
  expect(selected([aMessage(), copied])).toMatchObject({ target: 'm2', covered: ['m1'] });
  expect(selected([aMessage(), copied], { replyAll: true })).toMatchObject({ target: 'm2', covered: [] });
  expect(audienceIn(aThread(copied), copied, served(true), [mailboxAddress])).toBe(
    'boss@customer.example carla@customer.example',
  );
});

test('a message that a person answered ends here, and a newer one is still answered', () => {
  const between = aSentMail({ dateMs: noon + 500 });
  expect(selected([aMessage(), second], { more: [between] })).toEqual({
    target: 'm2',
    guarded: go,
    covered: [],
    ended: ['m1 already_answered'],
  });
});

test('a reply of ours answers what its mark names and what it covers, and nothing by its date alone', () => {
  const metadata = { key1: sendIdOf(grantId, 'm2'), key3: 'inreply', covers: shortIdOf('m1') };
  const ours = aSentMail({ dateMs: noon + 9000, metadata });
  const third = aMessage({ id: 'm3', dateMs: noon + 2000 });
  expect(selected([aMessage(), second, third], { more: [ours] })).toMatchObject({
    target: 'm3',
    covered: [],
    ended: ['m1 already_answered', 'm2 already_answered'],
  });
});

test('a message stopped by a guard ends with its reasons and is never the target', () => {
  const skip: Guarded = { kind: 'skip', reasons: [{ code: 'auto_reply', detail: 'x' }] };
  expect(selected([aMessage(), second], { guards: { m2: skip } })).toEqual({
    target: 'm1',
    guarded: go,
    covered: [],
    ended: ['m2 auto_reply'],
  });
  expect(selected([second], { guards: { m2: skip } })).toMatchObject({
    target: undefined,
    ended: ['m2 auto_reply'],
  });
});

test('what a guard says of the target goes on with it', () => {
  const park: Guarded = { kind: 'review', reasons: [{ code: 'sender_limit', detail: 'x' }] };
  expect(selected([aMessage()], { guards: { m1: park } })).toMatchObject({ target: 'm1', guarded: park });
});

test('nothing waiting selects nothing', () => {
  expect(selected([])).toEqual({ target: undefined, guarded: undefined, covered: [], ended: [] });
});
