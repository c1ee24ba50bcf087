import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type Balancer = AsyncDisposable & {
  port: number;
  /** Webhook calls that passed, whether they were answered or not. */
  webhooks(): number;
  /** Their answers by status, with the longest time one took; those since the last call. */
  takeAnswers(): Map<string, { count: number; maxMs: number }>;
};

const CALL = Buffer.from('POST /webhooks/');
const ANSWER = /^HTTP\/1\.1 (\d{3})/;

/**
 * A load balancer as it stands before two servers: each connection goes to the next one, and to the other when that one
 * does not take it. It passes bytes on, so a server that dies breaks its connections.
 */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  let turn = 0;
  let calls = 0;
  let answers: ReturnType<Balancer['takeAnswers']> = new Map();
  /** The peer sends one request after the other, so a call and its answer each begin a piece of data. */
  const watch = (client: Socket, upstream: Socket) => {
    let since: number | undefined;
    client.on('data', (data: Buffer) => {
      if (!data.subarray(0, CALL.length).equals(CALL)) return;
      calls++;
      since = performance.now();
    });
    upstream.on('data', (data: Buffer) => {
      const status = since === undefined ? undefined : ANSWER.exec(data.toString('latin1', 0, 12))?.[1];
      if (since === undefined || status === undefined) return;
      const { count, maxMs } = answers.get(status) ?? { count: 0, maxMs: 0 };
      answers.set(status, { count: count + 1, maxMs: Math.max(maxMs, performance.now() - since) });
      since = undefined;
    });
  };
  const open = new Set<Socket>();
  const track = (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  };
  const server = createServer({ allowHalfOpen: false }, (client) => {
    track(client);
    client.on('error', () => client.destroy());
    const first = turn++;
    void dial(ports.map((_, at) => ports[(first + at) % ports.length] ?? 0)).then((upstream) => {
      if (upstream === undefined) return client.destroy();
      track(upstream);
      upstream.on('error', () => client.destroy());
      upstream.on('close', () => client.destroy());
      client.on('close', () => upstream.destroy());
      if (client.destroyed) return upstream.destroy();
      watch(client, upstream);
      client.pipe(upstream);
      return upstream.pipe(client);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    webhooks: () => calls,
    takeAnswers() {
      const taken = answers;
      answers = new Map();
      return taken;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function dial(ports: readonly number[]): Promise<Socket | undefined> {
  for (const port of ports) {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    if (connected) return socket;
    socket.destroy();
  }
  return undefined;
}
