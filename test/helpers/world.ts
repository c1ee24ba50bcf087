import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiDocument, contractOf } from './contract.ts';
import { startTestSandbox, type TestSandbox } from './sandbox.ts';

export const GRANT = 'demo-support';
const TOKEN = 'e2e-token-0123456789abcdef';
const SECRET = 'e2e-webhook-secret';

/** The agent of the tests: one category of each action, told apart by single words. */
export const supportAgent: Record<string, string> = {
  'agent.yaml': `mailboxes:
  - grant: demo-support
    address: support@inreply.test
mode: auto
min_confidence: 0.3
categories:
  shipping: { when: "asks how long shipping takes or where a parcel is", action: reply }
  refund: { when: "wants money back, a refund", action: review }
  legal: { when: "threatens legal steps, a lawyer, a court", action: escalate, to: legal@example.com }
  thanks: { when: "only says thank you", action: skip }
disclosure: "Written by our assistant."
`,
  'instructions.md': 'You answer for a small shop. Be kind and brief.\n',
  'knowledge/shop.md':
    '# Shipping\n\nShipping to Germany takes 2 to 4 working days.\n\n# Refunds\n\nRefunds are paid within 14 days of the return reaching us.\n',
};

/** An answer whose body is untyped, as what comes off the wire is: tests say what it must hold. */
export type Answer = { status: number; headers: Headers; text: string; json: ReturnType<typeof JSON.parse> };
type Calls = {
  nylas(method: string, path: string, body?: unknown): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Answer>;
};

export type Role = 'all' | 'server' | 'worker';
export type Process = { child: ChildProcess; output: () => string; ended: Promise<number | null> };

/** Server and worker as real processes over a private Redis, with the sandbox in place of Nylas and the model. */
export type World = AsyncDisposable & {
  sandbox: Omit<TestSandbox, keyof Calls> & Calls;
  url: string;
  dataDir: string;
  agentsDir: string;
  /** The settings of its processes. */
  env: Record<string, string>;
  start(role: Role, env?: Record<string, string>): Promise<Process>;
  /** Ends a process and waits for its end; gives its exit code. */
  end(process: Process, signal?: NodeJS.Signals): Promise<number | null>;
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** What became of a message, as soon as `holds` is true of it; throws after `timeoutMs`. */
  outcome(messageId: string, holds: (found: Found) => boolean, timeoutMs?: number): Promise<Found>;
  /** Sends a mail and gives its Nylas id. */
  receive(mail: Parameters<TestSandbox['write']>[0]): Promise<{ id: string; messageId: string }>;
};

/** The answer of `GET /api/messages/{grant}/{message}`; untyped beyond what every test reads. */
export type Found = {
  state: string;
  decision: string | null;
  category: string | null;
  reasons: { code: string; detail: string }[];
  steps: { name: string }[];
  review_id: string | null;
  reply?: { id: string | null };
  [field: string]: unknown;
};

export async function startWorld(
  options: {
    agent?: Record<string, string>;
    env?: Record<string, string>;
    roles?: Role[];
    sandbox?: Parameters<typeof startTestSandbox>[0];
  } = {},
): Promise<World> {
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'inreply-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const agentsDir = join(folder, 'agents');
  const dataDir = join(folder, 'data');
  await writeFiles(join(agentsDir, 'support'), options.agent ?? supportAgent);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const webhook = { url: `${url}/webhooks/nylas`, secret: SECRET };
  const sandbox = started.use(
    await startTestSandbox({ webhook, webhookRetryMs: [500, 1500], ...options.sandbox }),
  );
  const processes = new Set<Process>();
  started.defer(async () => {
    await Promise.all([...processes].map((one) => end(one, 'SIGKILL')));
  });
  const env = {
    NYLAS_API_URL: sandbox.url,
    NYLAS_API_KEY: 'sandbox',
    NYLAS_WEBHOOK_SECRET: SECRET,
    OPENAI_BASE_URL: `${sandbox.url}/v1`,
    OPENAI_API_KEY: 'sandbox',
    OPENAI_MODEL: 'sandbox',
    API_TOKEN: TOKEN,
    AGENTS_DIR: agentsDir,
    DATA_DIR: dataDir,
    PORT: String(port),
    LEASE_MS: '1500',
    SWEEP_SECONDS: '1',
    ...options.env,
  };
  const contract = contractKept(`${url}/openapi.json`);
  const world: World = {
    sandbox,
    url,
    dataDir,
    agentsDir,
    env,
    async start(role, more = {}) {
      const process = startMain(role, { ...env, ...more });
      processes.add(process);
      await ready(process);
      return process;
    },
    end,
    async api(method, path, body, headers = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const { status } = response;
      const type = response.headers.get('content-type');
      (await contract())?.({ method, path, status, type, text });
      return {
        status,
        headers: response.headers,
        text,
        json: text.startsWith('{') ? JSON.parse(text) : undefined,
      };
    },
    outcome: (messageId, holds, timeoutMs) =>
      until(
        async () => {
          const { status, json } = await world.api(
            'GET',
            `/api/messages/${GRANT}/${encodeURIComponent(messageId)}`,
          );
          return status === 200 && holds(json) ? (json as Found) : undefined;
        },
        `the awaited outcome of ${messageId}`,
        timeoutMs,
      ),
    async receive(mail) {
      const messageId = await sandbox.write(mail);
      const stored = await sandbox.until(GRANT, (message) =>
        message.headers.some((header) => header.value === messageId),
      );
      return { id: stored.id, messageId };
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  for (const role of options.roles ?? ['all']) await world.start(role);
  const running = started.move();
  return { ...world, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** The contract of the API as the process tells it, read once; undefined while that process is away. */
function contractKept(address: string): () => Promise<ReturnType<typeof contractOf> | undefined> {
  let kept: ReturnType<typeof contractOf> | undefined;
  return async () => {
    if (kept !== undefined) return kept;
    const response = await fetch(address, { headers: { authorization: `Bearer ${TOKEN}` } }).catch(
      () => undefined,
    );
    if (response?.ok === true) kept = contractOf(ApiDocument.parse(await response.json()));
    return kept;
  };
}

/** Runs `src/main.ts` with nothing of this process's environment but PATH, away from any `.env` file. */
export function startMain(role: string, env: Record<string, string>): Process {
  const child = spawn(process.execPath, [resolve('src/main.ts'), role], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'exit').then(() => child.exitCode);
  return { child, output: () => text, ended };
}

async function ready(process: Process): Promise<void> {
  await until(
    async () => {
      if (process.child.exitCode !== null) throw new Error(`it ended early:\n${process.output()}`);
      return process.output().includes('"event":"started"') || undefined;
    },
    `the process to start; it said:\n${process.output()}`,
    20_000,
  );
}

async function end(process: Process, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  process.child.kill(signal);
  return process.ended;
}

/** Polls until `look` gives something; throws naming `what` when it does not in time. */
export async function until<T>(
  look: () => Promise<T | undefined>,
  what: string,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await sleep(25);
  }
}

export async function writeFiles(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** A port that nobody listens on, below those that systems give to outgoing connections, so that none takes it meanwhile. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolved) => {
      server.once('error', () => resolved(false));
      server.listen(port, '127.0.0.1', () => resolved(true));
    });
    if (!isFree) continue;
    await new Promise((closed) => server.close(closed));
    return port;
  }
}
