import { type ChildProcess, spawn } from 'node:child_process';
import { startDeadline } from '#deadline.ts';
import type { McpTool } from '#domain/tools.ts';
import { answerTo, type Channel, faultOf, parseMessage, RpcFault } from './rpc.ts';

/** A line that grows beyond this ends the server. */
const MOST_CHARACTERS = 2 * 1024 * 1024;
const GRACE_MS = 2_000;

/** Of the process, as its configuration has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Waiting = { resolve: (result: unknown) => void; reject: (fault: RpcFault) => void };

/**
 * Starts an MCP server and speaks to it over its standard input and output, a message a line. Of our environment it gets
 * path, home, language and temporary folder alone. What it writes to its standard error is dropped. It ends with the channel.
 */
export function startServer(tool: McpTool, env: Environment): Channel {
  const child = spawn(tool.command ?? '', tool.arguments, {
    env: { ...inherited(env), ...tool.env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const waiting = new Map<number, Waiting>();
  let isOpen = true;
  let nextId = 1;

  const end = (reason: string) => {
    isOpen = false;
    for (const one of waiting.values()) one.reject(new RpcFault(reason, { again: true, reached: true }));
    waiting.clear();
  };
  const write = (message: object) =>
    void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  child.on('error', () => end('the server cannot be started'));
  child.on('exit', () => end('the server ended'));
  child.stdin.on('error', () => end('the server ended'));
  onLines(child, (line) => {
    const message = parseMessage(line);
    if (message === undefined) return;
    if (message.kind === 'call') {
      if (message.id !== undefined) write(answerTo(message.method, message.id));
      return;
    }
    const one = waiting.get(Number(message.id));
    waiting.delete(Number(message.id));
    if (message.kind === 'error') one?.reject(faultOf(message.code));
    else one?.resolve(message.result);
  });

  return {
    async request(method, params, timeoutMs, signal) {
      signal.throwIfAborted();
      if (!isOpen) throw new RpcFault('the server ended', { again: true, reached: false });
      using deadline = startDeadline(timeoutMs, signal);
      const id = nextId++;
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      waiting.set(id, { resolve, reject });
      const stop = () => {
        waiting.delete(id);
        reject(new RpcFault(`no answer within ${timeoutMs} ms`, { again: true, reached: true }));
      };
      deadline.signal.addEventListener('abort', stop, { once: true });
      write({ id, method, params });
      try {
        return await promise;
      } finally {
        if (deadline.passed()) {
          isOpen = false; // what hangs is started anew
          kill(child);
        }
        signal.throwIfAborted();
      }
    },
    notify: async (method) => write({ method }),
    agreed: () => undefined,
    isOpen: () => isOpen,
    close: async () => {
      isOpen = false;
      kill(child);
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined)
        await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

function inherited(env: Environment): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'TMPDIR'];
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** Asks it to end, and makes it end when it does not. */
function kill(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  child.once('exit', () => clearTimeout(timer));
}

function onLines(child: ChildProcess, take: (line: string) => void): void {
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    rest += chunk;
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MOST_CHARACTERS) {
      rest = '';
      child.kill('SIGKILL');
    }
    for (const line of lines) if (line.length <= MOST_CHARACTERS) take(line);
  });
}
