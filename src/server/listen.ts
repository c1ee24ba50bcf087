import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { SetupError } from '#errors.ts';
import type { NodeEnv } from './raw-body.ts';

export type Listening = {
  /** The port taken, also when 0 was asked for. */
  port: number;
  /** Takes no more connections, lets requests under way finish for `drainMs`, then cuts them. Safe to call twice. */
  close(): Promise<void>;
};

type Where = {
  host: string;
  port: number;
  drainMs?: number;
  /** The variable that names the port, for advice. */
  setting?: string;
};

/** Serves the app. Throws a SetupError that says what to do when the address cannot be used. */
export async function listen(
  app: Hono<NodeEnv>,
  { host, port, drainMs = 10_000, setting = 'PORT' }: Where,
): Promise<Listening> {
  const answer = getRequestListener(app.fetch);
  // The listener answers its own faults, so nothing is left to wait for.
  const server = createServer((request, response) => void answer(request, response));
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  // Above the 60 s at which common proxies drop idle connections, so that they never meet one we just closed.
  server.keepAliveTimeout = 65_000;

  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw refusalOf(error, host, port, setting);
  }
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  let closing: Promise<void> | undefined;
  return { port: taken, close: () => (closing ??= drain(server, drainMs)) };
}

async function drain(server: Server, drainMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A connection that is kept alive becomes idle only once its answer is out, and Node then leaves it open.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}

function refusalOf(error: unknown, host: string, port: number, setting: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const advice = new Map<unknown, string>([
    ['EADDRINUSE', `port ${port} on ${host} is taken; stop what runs there or set ${setting}`],
    [
      'EACCES',
      `port ${port} on ${host} needs rights this process does not have; set ${setting} to 1024 or above`,
    ],
    ['EADDRNOTAVAIL', `this machine has no address ${host}; set HOST to one it has`],
    ['ENOTFOUND', `the name ${host} is not known; set HOST to an address of this machine`],
  ]).get(code);
  return advice === undefined ? error : new SetupError(advice, { cause: error });
}
