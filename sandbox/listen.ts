import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { Server } from 'node:http';
import type { SandboxEnv } from './nylas/http.ts';

const KEEP_ALIVE_MS = 75_000;

export type HttpIn = { port: number; close(): Promise<void> };

/** Serves the app; rejects with the listen error when the port is taken. Closing cuts open connections. */
export async function listenHttp(
  app: Hono<SandboxEnv>,
  { host, port }: { host: string; port: number },
): Promise<HttpIn> {
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  if (!(server instanceof Server)) throw new TypeError('the adaptor made no HTTP/1 server');
  // Longer than clients keep an idle connection, so that none is closed while a request is on its way.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const listening = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
  return {
    port: listening,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
