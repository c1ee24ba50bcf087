import { expect, test } from 'vitest';
import { inreply, serve } from './stub.ts';

const level = {
  agent: 'support',
  grant_id: 'g1',
  category: 'order_status',
  level: 'review',
  since: null,
  by: 'agent.yaml',
  why: 'start',
  outcomes: 40,
  good: 39,
  lower_bound: 0.8861,
  missing: '53 more good ones in a row',
  proposed: null,
};
const due = {
  ...level,
  category: 'returns',
  outcomes: 59,
  good: 59,
  lower_bound: 0.9505,
  missing: null,
  proposed: { level: 'delayed', why: '59 of 59 good at review' },
};
const fallen = {
  ...level,
  grant_id: 'g2',
  since: '2026-11-21T09:00:00.000Z',
  by: 'evidence',
  why: 'a complaint',
};
const held = {
  grant_id: 'g1',
  message_id: 'm1',
  leaves_at: '2026-11-21T09:02:00.000Z',
  to: [{ email: 'carla@customer.example' }],
  subject: 'Re: Order \u001b[31m',
};

function anInreply(levels: object[], replies: object[] = []) {
  return serve(({ method, path }) => {
    if (path === '/api/autonomy') return { json: { levels, held: replies } };
    if (path.includes('left'))
      return { status: 409, json: { error: { type: 'has_left', message: 'It has left.' } } };
    return method === 'POST' ? { json: { status: 'set' } } : { status: 404, json: {} };
  });
}

test('inreply autonomy shows what each category has earned, what is missing, due and held', async () => {
  await using server = await anInreply([level, due, fallen], [held]);
  const { code, out } = await inreply(['autonomy'], { API_TOKEN: 'x', PORT: server.port });
  expect(code).toBe(0);
  expect(out).toBe(
    `
AGENT    MAILBOX  CATEGORY      LEVEL   N   GOOD     BOUND   TO THE NEXT LEVEL
support  g1       order_status  review  40  97.5 %   88.6 %  53 more good ones in a row
support  g1       returns       review  59  100.0 %  95.0 %  delayed is due
support  g2       order_status  review  40  97.5 %   88.6 %  53 more good ones in a row

Last changes
  2026-11-21T09:00:00.000Z  g2 order_status: review by evidence: a complaint

Proposed
  inreply autonomy promote support returns   (59 of 59 good at review)

Held replies
  MESSAGE  LEAVES AT                 TO                      SUBJECT
  g1/m1    2026-11-21T09:02:00.000Z  carla@customer.example  Re: Order \u{fffd}[31m

Take one back: inreply autonomy undo GRANT/MESSAGE`.trimStart(),
  );
});

test('it shows one agent alone, gives JSON, and says where nothing is earned', async () => {
  await using server = await anInreply([level, { ...level, agent: 'sales' }]);
  const env = { API_TOKEN: 'x', PORT: server.port };
  expect((await inreply(['autonomy', 'sales'], env)).out).not.toContain('support');
  expect(JSON.parse((await inreply(['autonomy', '--json'], env)).out).levels).toHaveLength(2);
  const { code, out } = await inreply(['autonomy', 'nobody'], env);
  expect([code, out]).toEqual([0, expect.stringContaining('add "autonomy:"')]);
});

test('a level goes up or down by one, or to the one named, in all mailboxes or in one', async () => {
  await using server = await anInreply([level, fallen]);
  const env = { API_TOKEN: 'x', PORT: server.port };
  const run = (...args: string[]) => inreply(['autonomy', ...args], env);
  expect((await run('promote', 'support', 'order_status')).out).toBe(
    'g1 order_status: review -> delayed\ng2 order_status: review -> delayed',
  );
  await run('demote', 'support', 'order_status', '--grant', 'g2', '--reason', 'too chatty');
  await run('promote', 'support', 'order_status', '--grant', 'g1', '--to', 'auto');
  const posted = server.calls.filter(({ method }) => method === 'POST');
  expect(posted.map(({ path, body }) => [path, body])).toEqual([
    ['/api/autonomy/g1/order_status', { level: 'delayed', reason: 'promoted by hand' }],
    ['/api/autonomy/g2/order_status', { level: 'delayed', reason: 'promoted by hand' }],
    ['/api/autonomy/g2/order_status', { level: 'shadow', reason: 'too chatty' }],
    ['/api/autonomy/g1/order_status', { level: 'auto', reason: 'promoted by hand' }],
  ]);
  expect(await run('promote', 'support', 'nothing')).toMatchObject({ code: 2 });
  expect(await run('promote', 'support', 'order_status', '--to', 'full')).toMatchObject({ code: 2 });
});

test('a category at the end of the ladder goes no further', async () => {
  await using server = await anInreply([{ ...level, level: 'auto' }]);
  const { code, err } = await inreply(['autonomy', 'promote', 'support', 'order_status'], {
    API_TOKEN: 'x',
    PORT: server.port,
  });
  expect([code, err]).toEqual([2, 'it is at auto already, and there is nothing above']);
});

test('a held reply is taken back by its mailbox and message', async () => {
  await using server = await anInreply([]);
  const env = { API_TOKEN: 'x', PORT: server.port };
  expect((await inreply(['autonomy', 'undo', 'g1/m 1'], env)).out).toContain('waits for a person now');
  expect(server.calls.at(-1)?.path).toBe('/api/messages/g1/m%201/undo');
  expect(await inreply(['autonomy', 'undo', 'g1/left'], env)).toMatchObject({ code: 1, err: 'It has left.' });
  expect((await inreply(['autonomy', 'undo', 'm1'], env)).code).toBe(2);
});
