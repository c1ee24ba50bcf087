import { readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { preparePlace } from '#store/private-redis-place.ts';
import { freePort, GRANT, type Process, startWorld, until, type World } from '../helpers/world.ts';
import { forkMortal, type Mortal, type Order } from './mortal.ts';

const QUESTION = 'How long does shipping to Germany take?';

/** The mails of ours that answer a message. */
const mailsFor = (world: World, id: string) =>
  world.sandbox.sent(GRANT).filter(({ metadata }) => metadata['key2'] === id);

const isStopped = async ({ child }: Mortal) => {
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8');
  return / T /.test(stat.slice(stat.lastIndexOf(')'))) || undefined;
};

describe('a worker that sleeps past its lease, while another takes over, and wakes again', () => {
  let world: World;
  /** The one that takes over is the next to sleep. */
  let other: Mortal;
  const workers: Mortal[] = [];
  const fork = () => {
    const forked = forkMortal(world.env);
    workers.push(forked);
    return forked;
  };
  beforeAll(async () => {
    world = await startWorld({ roles: ['server'], env: { SWEEP_SECONDS: '3600' } });
    other = fork();
    await other.begin();
  });
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()));
    await world[Symbol.asyncDispose]();
  });

  const sleepAt = async (order: Omit<Order, 'kind' | 'nth'>) => {
    const sleeper = other;
    other = fork();
    await sleeper.order(order);
    const { id } = await world.receive({
      from: `${order.effect.replaceAll(' ', '-')}@customer.example`,
      text: QUESTION,
    });
    await until(async () => sleeper.effects.includes(order.effect) || undefined, 'the effect');
    if (order.does === 'stop') await until(() => isStopped(sleeper), 'the worker to stop');
    await other.begin();
    await world.outcome(id, ({ state }) => state === 'sent', 30_000);
    expect(mailsFor(world, id)).toHaveLength(1);
    sleeper.child.kill('SIGCONT');
    await sleeper.survived();
    await until(
      async () => /lease\.lost/.test(sleeper.output()) || undefined,
      'it to see that it lost its lease',
    );
    await sleeper[Symbol.asyncDispose]();
    return { id };
  };

  it.each([
    { effect: 'ask draft', when: 'before', does: 'stop' },
    { effect: 'send', when: 'before', does: 'stop' },
    { effect: 'ask classification', when: 'after', does: 'block', blocksMs: 6000 },
  ] as const)('$when $effect ($does): it is fenced, and one mail leaves', async (order) => {
    const { id } = await sleepAt(order);
    expect(mailsFor(world, id)).toHaveLength(1);
    const { json } = await world.api('GET', `/api/messages/${GRANT}/${encodeURIComponent(id)}`);
    expect(json.state).toBe('sent');
  });
});

describe('several processes', () => {
  let world: World;
  const processes: Process[] = [];
  beforeAll(async () => {
    world = await startWorld({ roles: ['server'], env: { SWEEP_SECONDS: '3600' } });
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((one) => world.end(one, 'SIGKILL')));
    await world.sandbox.control('DELETE', '/sandbox/faults');
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const start = async (...args: Parameters<World['start']>) => {
    const started = await world.start(...args);
    processes.push(started);
    return started;
  };
  const receiveMany = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, at) =>
        world.receive({ from: `many-${at}-${Date.now()}@customer.example`, text: QUESTION }),
      ),
    );
  /** How many mails each was answered with, once all are sent. */
  const mailsOnceSent = async (ids: readonly string[]) => {
    for (const id of ids) await world.outcome(id, ({ state }) => state === 'sent', 30_000);
    return ids.map((id) => mailsFor(world, id).length);
  };

  it('two servers and two workers that get each webhook five times send one reply each', async () => {
    const port = String(await freePort());
    await Promise.all([start('server', { PORT: port }), start('worker'), start('worker')]);
    const second = await world.sandbox.nylas('POST', '/v3/webhooks', {
      webhook_url: `http://127.0.0.1:${port}/webhooks/nylas`,
      trigger_types: ['message.created'],
    });
    const destination = `/sandbox/webhooks/${second.json.data.id}`;
    await world.sandbox.control('PUT', destination, { secret: world.env['NYLAS_WEBHOOK_SECRET'] });
    const received = await receiveMany(6);
    await Promise.all(
      received.map(({ id }) =>
        world.sandbox.control('POST', '/sandbox/redeliver', { message_id: id, times: 5, new_id: true }),
      ),
    );
    const mails = await mailsOnceSent(received.map(({ id }) => id));
    expect(mails).toEqual(received.map(() => 1));
    const { json } = await world.sandbox.control('GET', `/sandbox/deliveries?message_id=${received[0]?.id}`);
    expect(json.data.length).toBeGreaterThanOrEqual(12);
    await world.sandbox.nylas('DELETE', `/v3/webhooks/${second.json.data.id}`);
  });

  it('a deploy under load: the old worker ends with 0, the new one goes on, nothing is sent twice', async () => {
    const old = await start('worker');
    await world.sandbox.control('POST', '/sandbox/faults', {
      match: { path: '/v1/chat/completions' },
      action: 'delay',
      delay_ms: 150,
    });
    const before = receiveMany(8);
    await until(async () => {
      const { json } = await world.sandbox.control('GET', '/sandbox/faults');
      return json.data.some(({ applied }: { applied: number }) => applied > 3) || undefined;
    }, 'the work to begin');
    const [code] = await Promise.all([world.end(old, 'SIGTERM'), start('worker'), receiveMany(4)]);
    expect(code).toBe(0);
    const received = await before;
    const mails = await mailsOnceSent(received.map(({ id }) => id));
    expect(mails).toEqual(received.map(() => 1));
  });

  it('Redis killed in the middle of a send comes back, and one mail has left', async () => {
    await start('worker');
    await world.sandbox.control('POST', '/sandbox/faults', {
      match: { path: '/messages/send' },
      times: 1,
      action: 'delay',
      delay_ms: 1000,
    });
    const { id } = await world.receive({ from: 'redis@customer.example', text: QUESTION });
    await until(async () => {
      const { json } = await world.sandbox.control('GET', '/sandbox/faults');
      return json.data.some(({ applied }: { applied: number }) => applied > 0) || undefined;
    }, 'the send to begin');
    const redis = new Redis(preparePlace(world.dataDir).socketPath);
    const [, pid] = /process_id:(\d+)/.exec(await redis.info('server')) ?? [];
    redis.disconnect();
    process.kill(Number(pid), 'SIGKILL');
    await until(
      async () =>
        (await world.api('GET', `/api/messages/${GRANT}/${id}`)).status === 200 ? true : undefined,
      'Redis to be back',
    );
    expect(await mailsOnceSent([id])).toEqual([1]);
  });
});
