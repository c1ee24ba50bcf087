import { expect, test } from 'vitest';
import { beforeSend, GIVE_UP_MS, MAX_EPOCH, type NextSend, type SendFacts } from '#workers/after-send.ts';
import { facts, failure, MINUTE, noon, since } from './send-facts.ts';

const look = (kind: 'new_key' | 'doubt'): NextSend => ({ kind: 'look', ifAbsent: { kind } });
const lookLater = (inMs: number): NextSend => ({ kind: 'look', ifAbsent: { kind: 'wait', inMs } });
const givenUp = {
  code: 'send_given_up',
  detail: 'Nylas could not be reached, or took nothing, for a day. Nothing left; approving sends it.',
};

type Row = { name: string; facts?: Partial<SendFacts>; next: NextSend };

test.each<Row>([
  { name: 'what is ready is sent', next: { kind: 'send' } },
  {
    name: 'what may have left goes again under the same key',
    facts: since(44 * MINUTE),
    next: { kind: 'send' },
  },
  {
    name: 'when its window of 45 minutes is over it is looked for; absent, it gets a new key',
    facts: since(45 * MINUTE + 1),
    next: look('new_key'),
  },
  {
    name: 'when the hour of the key is over, the same',
    facts: since(180 * MINUTE),
    next: look('new_key'),
  },
  {
    name: 'when the window of its last key is over its absence is doubt',
    facts: since(45 * MINUTE + 1, { epoch: MAX_EPOCH }),
    next: look('doubt'),
  },
  {
    name: 'what never left is tried for a day, however long a key is kept',
    facts: { tryingSinceMs: noon - GIVE_UP_MS, firstSendAtMs: noon },
    next: { kind: 'send' },
  },
  {
    name: 'what never left goes to a person after a day',
    facts: { tryingSinceMs: noon - GIVE_UP_MS - 1, firstSendAtMs: noon },
    next: { kind: 'refused', reason: givenUp },
  },
  {
    name: 'what Nylas queued is looked for, and never sent again',
    facts: since(MINUTE, { acceptedAtMs: noon - MINUTE }),
    next: lookLater(5000),
  },
  {
    name: 'what Nylas queued and nobody can find is doubt after two and a half minutes',
    facts: since(3 * MINUTE, { acceptedAtMs: noon - 150_000 }),
    next: look('doubt'),
  },
  {
    name: 'what Nylas queued is doubt even in an epoch that could be renewed',
    facts: since(180 * MINUTE, { acceptedAtMs: noon - 179 * MINUTE }),
    next: look('doubt'),
  },
  {
    name: 'what Nylas queued and then reports as failed goes to a person',
    facts: since(MINUTE, { acceptedAtMs: noon - MINUTE, reported: { kind: 'failed', reason: failure } }),
    next: { kind: 'refused', reason: failure },
  },
  {
    name: 'a report of failure for what had no answer changes nothing: the key repeats its outcome',
    facts: since(MINUTE, { reported: { kind: 'failed', reason: failure } }),
    next: { kind: 'send' },
  },
  {
    name: 'what Nylas reports as sent is sent, queued or not',
    facts: since(MINUTE, { reported: { kind: 'left', id: 'n1' } }),
    next: { kind: 'sent', id: 'n1', how: 'told by a notification' },
  },
  {
    name: 'what Nylas reports as sent is sent, even long after',
    facts: since(180 * MINUTE, {
      acceptedAtMs: noon - 170 * MINUTE,
      reported: { kind: 'left', id: undefined },
    }),
    next: { kind: 'sent', id: undefined, how: 'told by a notification' },
  },
])('$name', ({ facts: change, next }) => {
  expect(beforeSend(facts(change))).toEqual(next);
});
