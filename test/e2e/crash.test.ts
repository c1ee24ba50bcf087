import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GRANT, type Process, startWorld, until, type World } from '../helpers/world.ts';

const QUESTION = 'How long does shipping to Germany take?';

describe('a worker that dies', () => {
  let world: World;
  let server: Process;
  let worker: Process;
  beforeEach(async () => {
    world = await startWorld({ roles: [] });
    server = await world.start('server');
    worker = await world.start('worker');
  });
  afterEach(() => world[Symbol.asyncDispose]());

  /** Resolves once the fault has begun: the request is under way. */
  const begun = () =>
    until(async () => {
      const { json } = await world.sandbox.control('GET', '/sandbox/faults');
      return json.data.some(({ applied }: { applied: number }) => applied > 0) ? true : undefined;
    }, 'the fault to begin');
  const replies = () => world.sandbox.sent(GRANT);

  const crashDuring = async (fault: object) => {
    await world.sandbox.control('POST', '/sandbox/faults', { times: 1, ...fault });
    const { id } = await world.receive({ text: QUESTION });
    await begun();
    await world.end(worker, 'SIGKILL');
    await world.start('worker');
    return world.outcome(id, ({ state }) => state === 'sent', 30_000);
  };

  it('during the model call leaves the message to the next one: one reply', async () => {
    await crashDuring({
      match: { path: '/v1/chat/completions' },
      action: 'delay',
      delay_ms: 3000,
    });
    expect(replies()).toHaveLength(1);
  });

  it('during the send, before Nylas took it, leaves one reply', async () => {
    await crashDuring({ match: { path: '/messages/send' }, action: 'delay', delay_ms: 3000 });
    expect(replies()).toHaveLength(1);
  });

  it('after Nylas took the send but before the answer leaves one reply', async () => {
    await world.sandbox.control('POST', '/sandbox/faults', {
      match: { path: '/messages/send' },
      times: 2,
      action: 'accept_then_drop',
    });
    const { id } = await world.receive({ text: QUESTION });
    await until(async () => (replies().length > 0 ? true : undefined), 'the mail to leave');
    await world.end(worker, 'SIGKILL');
    await world.start('worker');
    await world.outcome(id, ({ state }) => state === 'sent', 30_000);
    expect(replies()).toHaveLength(1);
  });

  it('together with the server, which runs Redis, loses nothing', async () => {
    const { id } = await world.receive({ text: QUESTION });
    await Promise.all([world.end(worker, 'SIGKILL'), world.end(server, 'SIGKILL')]);
    await world.start('worker');
    await world.start('server');
    await world.outcome(id, ({ state }) => state === 'sent', 30_000);
    expect(replies()).toHaveLength(1);
  });

  it('told to stop ends its work and exits with 0', async () => {
    const { id } = await world.receive({ text: QUESTION });
    expect(await world.end(worker, 'SIGTERM')).toBe(0);
    await world.start('worker');
    await world.outcome(id, ({ state }) => state === 'sent', 30_000);
    expect(replies()).toHaveLength(1);
  });
});
