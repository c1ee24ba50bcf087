import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';

export type Received = { headers: IncomingHttpHeaders; bytes: Buffer; json: ReturnType<typeof JSON.parse> };

export type Receiver = AsyncDisposable & {
  url: string;
  received: Received[];
  /** Statuses of the next answers; 200 afterwards, 0 hangs up. */
  answers: number[];
  challenges: string[];
};

/** A webhook endpoint on a free port; `challenge` says how it answers the handshake. */
export async function startReceiver(
  challenge: 'right' | 'wrong' | 'chunked' | 'quoted' = 'right',
): Promise<Receiver> {
  const received: Received[] = [];
  const answers: number[] = [];
  const challenges: string[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://receiver');
    if (request.method === 'GET') {
      const value = url.searchParams.get('challenge') ?? '';
      challenges.push(value);
      const body = { right: value, wrong: 'nothing', chunked: value, quoted: JSON.stringify(value) }[
        challenge
      ];
      if (challenge !== 'chunked') response.setHeader('content-length', Buffer.byteLength(body));
      response.write(body);
      response.end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
    received.push({ headers: request.headers, bytes, json: JSON.parse(text.toString()) });
    const status = answers.shift() ?? 200;
    if (status === 0) {
      request.socket.destroy();
      return;
    }
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the receiver has no port');
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    received,
    answers,
    challenges,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The signature a receiver computes for itself. */
export function signatureOf(bytes: Buffer, secret: string): string {
  return createHmac('sha256', secret).update(bytes).digest('hex');
}
