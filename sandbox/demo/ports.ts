import { createServer } from 'node:net';

const HIGHEST = 65_535;

/** A port from the environment; throws naming the variable when it is none. */
export function portFrom(env: Record<string, string | undefined>, name: string, standard: number): number {
  const text = env[name]?.trim();
  if (!text) return standard;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > HIGHEST) throw new Error(`${name} is no port: ${text}`);
  return port;
}

/** The port itself, or a free one for 0; undefined when it is taken on 127.0.0.1. */
export async function freePort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const found = typeof address === 'object' && address ? address.port : port;
      server.close(() => resolve(found));
    });
  });
}
