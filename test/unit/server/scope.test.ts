import { expect, test } from 'vitest';
import type { LevelRow } from '#domain/autonomy.ts';
import { operationsOf } from '../../helpers/contract.ts';
import { createApp, documentOfApp } from './contract.ts';
import { aLetter, aRecord, aReview, nowMs, reviewsInMemory, someDeps } from './fixtures.ts';

const row: LevelRow = {
  agent: 'support',
  grantId: 'g1',
  category: 'refund',
  level: 'review',
  sinceMs: nowMs,
  by: 'evidence',
  why: 'x',
  all: 4,
  good: 3,
  lower: 0.5,
  missing: null,
  proposed: null,
};
const held = {
  grantId: 'g1',
  threadId: 't1',
  messageId: 'm1',
  untilMs: nowMs,
  to: [],
  subject: 'Re: Order',
  body: 'It is on its way.',
  category: null,
};

/** A server with one of everything, all in mailbox g1, and what was done to any of it. */
async function server(mailbox: string) {
  const done: string[] = [];
  const doing =
    <T>(what: string, outcome: T) =>
    () => {
      done.push(what);
      return Promise.resolve(outcome);
    };
  const reviews = reviewsInMemory(aReview());
  const { deps } = someDeps({
    reviews: { ...reviews, decide: doing('decide', { kind: 'missing' }) },
    findMessage: () => Promise.resolve(aRecord()),
    takeBack: doing('takeBack', 'taken_back'),
    gaps: (_sinceMs, isSeen) =>
      Promise.resolve(
        isSeen('g1')
          ? [{ agent: 'support', question: 'q', count: 1, messages: [], belongsTo: null, lastAtMs: nowMs }]
          : [],
      ),
    autonomy: {
      list: () => Promise.resolve([row]),
      held: () => Promise.resolve([held]),
      set: doing('set', 'set'),
    },
  });
  deps.deadLetters = {
    ...deps.deadLetters,
    list: () => Promise.resolve([aLetter()]),
    retry: doing('retry', 'retried'),
    retryMessage: doing('retryMessage', 'retried'),
    dismiss: doing('dismiss', 'dismissed'),
  };
  const made = await deps.access.tokens.create({
    name: 'ann',
    role: 'admin',
    mailboxes: [mailbox],
    by: 'test',
    expiresAtMs: null,
  });
  const headers = { authorization: `Bearer ${made.kind === 'created' ? made.token : ''}` };
  const app = createApp(deps);
  const ask = async (method: string, path: string, body?: unknown) => {
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await app.request(path, init);
    return { status: response.status, body: await response.json() };
  };
  return { ask, done };
}

const lists: [string, unknown][] = [
  ['/api/reviews', { reviews: [] }],
  ['/api/dead', { dead_letters: [] }],
  ['/api/autonomy', { levels: [], held: [] }],
  ['/api/knowledge/gaps', { gaps: [] }],
];

test('lists leave out what is of mailboxes that one does not see', async () => {
  const [outside, inside] = [await server('g2'), await server('g1')];
  for (const [path, empty] of lists) {
    expect([path, (await outside.ask('GET', path)).body]).toEqual([path, empty]);
    expect([path, (await inside.ask('GET', path)).body]).not.toEqual([path, empty]);
  }
});

const acts: [string, string, unknown?][] = [
  ['GET', '/api/reviews/rv_1'],
  ['POST', '/api/reviews/rv_1/approve', { version: 1 }],
  ['POST', '/api/reviews/rv_1/reject', { version: 1 }],
  ['POST', '/api/reviews/rv_1/revise', { version: 1, instruction: 'Shorter.' }],
  ['POST', '/api/reviews/rv_1/undo', { version: 1 }],
  ['POST', '/api/reviews/rv_1/assign', { to: null }],
  ['POST', '/api/reviews/rv_1/snooze', { until: null }],
  ['POST', '/api/reviews/rv_1/notes', { text: 'x' }],
  ['GET', '/api/reviews/rv_1/history'],
  ['GET', '/api/messages/g1/m1'],
  ['GET', '/api/messages/g1/m1/exchanges'],
  ['POST', '/api/messages/g1/m1/retry'],
  ['POST', '/api/messages/g1/m1/undo'],
  ['POST', '/api/dead/dl_1/retry'],
  ['POST', '/api/dead/dl_1/dismiss'],
  ['POST', '/api/autonomy/g1/refund', { level: 'auto' }],
  ['GET', '/api/threads/g1/t1'],
  ['GET', '/api/threads/g1/t1/messages/m1/html'],
];

test('what is of such a mailbox is as if it were not there, also for an admin, and nothing is done to it', async () => {
  const { ask, done } = await server('g2');
  for (const [method, path, body] of acts) {
    const { status, body: answer } = await ask(method, path, body);
    expect([path, status, answer]).toMatchObject([path, 404, { error: { type: 'not_found' } }]);
  }
  expect(done).toEqual([]);
});

test('every route that names something of a mailbox is among them', async () => {
  const patterns = acts.map(([method, path]) => `${method} ${path}`);
  const missing = operationsOf(await documentOfApp())
    .filter(({ path }) => path.startsWith('/api/') && path.includes('{'))
    .filter(({ path }) => !/^\/api\/(?:people|tokens)\//.test(path)) // of no mailbox
    .map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    .filter(
      (name) => !patterns.some((one) => new RegExp(`^${name.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(one)),
    );
  expect(missing).toEqual([]);
});
