import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

const Notification = z.looseObject({
  id: z.string(),
  type: z.string(),
  webhook_delivery_attempt: z.number(),
  data: z.looseObject({ application_id: z.string(), object: z.record(z.string(), z.unknown()) }),
});

type Received = {
  headers: IncomingHttpHeaders;
  bytes: Buffer;
  json: z.infer<typeof Notification>;
};

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
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      const value = new URL(request.url ?? '/', 'http://receiver').searchParams.get('challenge') ?? '';
      challenges.push(value);
      const body = { right: value, wrong: 'nothing', chunked: value, quoted: JSON.stringify(value) }[
        challenge
      ];
      if (challenge !== 'chunked') response.setHeader('content-length', Buffer.byteLength(body));
      response.write(body);
      response.end();
      return;
    }
    void bytesOf(request).then((bytes) => {
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
      const json = Notification.parse(JSON.parse(text.toString()));
      received.push({ headers: request.headers, bytes, json });
      const status = answers.shift() ?? 200;
      return status === 0 ? request.socket.destroy() : response.writeHead(status).end();
    });
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

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk);
  return Buffer.concat(chunks);
}
