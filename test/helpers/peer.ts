import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';

export type PeerRequest = { path: string; headers: IncomingHttpHeaders; body: string };
type PeerAnswer = { status?: number; headers?: Record<string, string>; body?: string };

export type Peer = AsyncDisposable & { url: string; requests: PeerRequest[] };

/** A server that keeps what it is asked, and answers as told: with 200 and nothing when it is told nothing. */
export async function startPeer(
  answer: (request: PeerRequest) => PeerAnswer | undefined = () => undefined,
): Promise<Peer> {
  const requests: PeerRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const { url: path = '', headers } = request;
      const kept = { path, headers, body: Buffer.concat(chunks).toString() };
      requests.push(kept);
      const { status = 200, headers: given = {}, body = '' } = answer(kept) ?? {};
      response.writeHead(status, given).end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
