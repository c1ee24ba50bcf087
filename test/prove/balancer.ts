import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type Balancer = AsyncDisposable & { port: number };

/**
 * A load balancer as it stands before two servers: each connection goes to the next one, and to the other when that one
 * does not take it. It passes bytes and looks into none, so a server that dies breaks its connections.
 */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  let turn = 0;
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
      client.pipe(upstream);
      return upstream.pipe(client);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
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
