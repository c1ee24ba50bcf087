/*
 * Stand-ins for Nylas and for a model that answer at once from prepared texts, so that what is measured is Inreply alone.
 * They store nothing but counts, and know nothing of the code they serve.
 *
 * node bench/peers/main.ts   prints "listening on PORT"
 * /v3/...                       Nylas · /after/MS/v1/chat/completions: a model that takes MS milliseconds
 * GET /counts · GET /sent       what was called since POST /reset; when each mail was sent, by the message it answers
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { listingOf } from './mail.ts';
import { completionFor } from './model.ts';

let counts: Record<string, number> = {};
/** Milliseconds since 1970, with fractions. */
let sentAtMs: Record<string, number> = {};
let made = 0;

function count(name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function answer(response: ServerResponse, text: string): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function nylas(request: IncomingMessage, response: ServerResponse, url: URL, body: string): void {
  const [, , , grantId = '', collection = ''] = url.pathname.split('/');
  const threadId = url.searchParams.get('thread_id');
  if (request.method === 'GET') {
    count(collection === 'messages' && threadId !== null ? 'listThread' : `list_${collection}`);
    answer(
      response,
      collection === 'messages' ? listingOf(threadId ?? '', grantId, Date.now()) : listingOf('', '', 0),
    );
    return;
  }
  const answered = /"reply_to_message_id":"([^"]+)"/.exec(body)?.[1] ?? '';
  count(url.pathname.endsWith('/send') ? 'send' : `${request.method}_${collection}`);
  if (url.pathname.endsWith('/send')) sentAtMs[answered] = performance.timeOrigin + performance.now();
  const thread = answered.slice(0, answered.lastIndexOf('-'));
  answer(
    response,
    `{"request_id":"r","data":{"id":"made-${++made}","object":"message","grant_id":"${grantId}","thread_id":"${thread}"}}`,
  );
}

function handle(request: IncomingMessage, response: ServerResponse, body: string): void {
  const url = new URL(request.url ?? '/', 'http://peers');
  if (url.pathname.startsWith('/v3/')) {
    nylas(request, response, url, body);
    return;
  }
  const delayMs = /^\/after\/(\d+)\/v1\/chat\/completions$/.exec(url.pathname)?.[1];
  if (delayMs !== undefined) {
    const { name, text } = completionFor(body);
    count(name);
    if (delayMs === '0') answer(response, text);
    else setTimeout(() => answer(response, text), Number(delayMs));
    return;
  }
  if (url.pathname === '/counts') return answer(response, JSON.stringify(counts));
  if (url.pathname === '/sent') return answer(response, JSON.stringify(sentAtMs));
  if (url.pathname === '/reset') [counts, sentAtMs] = [{}, {}];
  else count('unknown');
  answer(response, '{}');
}

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => handle(request, response, Buffer.concat(parts).toString('utf8')));
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.stdout.write(`listening on ${address.port}\n`);
});
