import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GRANT, type Process, startWorld, until, type World } from '../helpers/world.ts';

const QUESTION = 'How long does shipping to Germany take?';

describe('a worker that dies', () => {
  let world: World;
  let worker: Process;
  beforeEach(async () => {
    world = await startWorld({ roles: ['server'] });
    worker = await world.start('worker');
  });
  afterEach(() => world[Symbol.asyncDispose]());

  const requested = (path: string) =>
    until(async () => {
      const { json } = await world.sandbox.control(
        'GET',
        `/sandbox/requests?path=${encodeURIComponent(path)}`,
      );
      return json.data.length > 0 ? true : undefined;
    }, `a request to ${path}`);
  const replies = () => world.sandbox.sent(GRANT);

  const crashAt = async (path: string, fault: object) => {
    await world.sandbox.control('POST', '/sandbox/faults', { times: 1, ...fault });
    const { id } = await world.receive({ text: QUESTION });
    await requested(path);
    await world.end(worker, 'SIGKILL');
    await world.start('worker');
    return world.outcome(id, ({ state }) => state === 'sent', 30_000);
  };

  it('during the model call leaves the message to the next one: one reply', async () => {
    await crashAt('/v1/chat/completions', {
      match: { path: '/v1/chat/completions' },
      action: 'delay',
      delay_ms: 3000,
    });
    expect(replies()).toHaveLength(1);
  });

  it('during the send, before Nylas took it, leaves one reply', async () => {
    await crashAt('/messages/send', { match: { path: '/messages/send' }, action: 'delay', delay_ms: 3000 });
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

  it('is replaced while the server, which runs Redis, is killed too: nothing is lost', async () => {
    const { id } = await world.receive({ text: QUESTION });
    await world.end(worker, 'SIGKILL');
    worker = await world.start('worker');
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
