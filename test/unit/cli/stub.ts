import { once } from 'node:events';
import { createServer } from 'node:http';
import { text as bodyOf } from 'node:stream/consumers';
import { runCli } from '../../../src/cli/program.ts';
import type { Environment } from '../../../src/config.ts';

export type Call = { method: string; path: string; authorization: string | undefined; body: unknown };
type Answer = { status?: number; json?: unknown; text?: string };

/** A server on a free port that answers as told; `calls` has what it was asked. */
export async function serve(
  answer: (call: Call) => Answer,
): Promise<AsyncDisposable & { url: string; port: string; calls: Call[]; close(): Promise<void> }> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const text = await bodyOf(request);
      const call = {
        method: request.method ?? '',
        path: request.url ?? '',
        authorization: request.headers.authorization,
        body: text === '' ? undefined : JSON.parse(text),
      };
      calls.push(call);
      const { status = 200, json, text: plain } = answer(call);
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
      response.end(plain ?? JSON.stringify(json));
    })();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = String(typeof address === 'object' ? address?.port : '');
  const close = async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    await once(server.close(), 'close');
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    calls,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Runs a command line as a person would; `out` and `err` are what they see. */
export async function inreply(
  args: string[],
  env: Environment = {},
  more: { cwd?: string; color?: boolean; secret?: string } = {},
): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    print: (text) => void out.push(text),
    complain: (text) => void err.push(text),
    env,
    cwd: more.cwd ?? '/nowhere',
    color: more.color ?? false,
    readSecret: () => Promise.resolve(more.secret ?? ''),
    signal: new AbortController().signal,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
