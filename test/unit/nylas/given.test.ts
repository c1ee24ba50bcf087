import { expect, test } from 'vitest';
import { readGivenMessage } from '#nylas/given.ts';

const message = {
  id: 'm1',
  grant_id: 'g1',
  thread_id: 't1',
  object: 'message',
  subject: 'Hello',
  from: [{ email: 'ann@example.com' }],
  date: 1_795_000_000,
  body: '<p>Hi</p>',
};

test.each([
  ['a message', message],
  ['an answer of Nylas', { request_id: 'r', data: message }],
  ['a notification', { type: 'message.created', data: { object: message } }],
])('%s is read', (_name, json) => {
  expect(readGivenMessage(json)).toMatchObject({
    id: 'm1',
    grantId: 'g1',
    threadId: 't1',
    dateMs: 1_795_000_000_000,
    body: '<p>Hi</p>',
  });
});

test.each([
  [
    'a truncated notification, which has no body',
    { type: 'x', data: { object: { ...message, body: undefined } } },
  ],
  ['other JSON', { a: 1 }],
  ['a list', []],
  ['nothing', undefined],
])('%s is no message', (_name, json) => {
  expect(readGivenMessage(json)).toBeUndefined();
});
