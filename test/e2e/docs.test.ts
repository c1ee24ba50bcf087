import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, until } from '../helpers/world.ts';
import { blocksOf, documents, read, root } from '../unit/docs/documents.ts';

/** Commands that are not run here: why, and what of them must be there instead. */
const notRun: readonly { command: RegExp; why: string; files: string[] }[] = [
  { command: /^npm run demo$/, why: 'the demo runs already', files: ['sandbox/demo.ts'] },
  { command: /^npm (test|run check)$/, why: 'this is one of its tests', files: ['vitest.config.ts'] },
  { command: /^npm run format$/, why: 'it would change files', files: ['.oxfmtrc.json'] },
  { command: /^npm start$/, why: 'it wants real accounts', files: ['infra/bootstrap.sh', 'src/main.ts'] },
  { command: /^vitest run /, why: 'it runs by itself', files: ['test/unit/docs'] },
  { command: /^npm run bench/, why: 'it takes minutes', files: ['bench/main.ts'] },
  { command: /^npm run prove/, why: 'it takes minutes', files: ['test/prove/main.ts'] },
  { command: /^cp \.env\.example /, why: 'it would write into the project', files: ['.env.example'] },
  { command: /^mkdir -p my-agents /, why: 'it would write into the project', files: ['agents/support'] },
  {
    command: /^npx inreply autonomy (promote|undo) /,
    why: 'it needs an agent with autonomy',
    files: ['src/cli/autonomy.ts'],
  },
  {
    command: /^npx inreply tools test /,
    why: 'it needs an agent with tools',
    files: ['src/cli/tools.ts'],
  },
  { command: /^docker compose /, why: 'it needs Docker', files: ['docker-compose.yml', 'infra/demo.env'] },
];

/** A command of a `sh` block: a line, those it is continued on, and its here-document. */
function commandsOf(block: string): string[] {
  const commands: string[] = [];
  let open: { until: string } | undefined;
  let continued = false;
  for (const line of block.split('\n')) {
    if (open !== undefined || continued) {
      commands.push(`${commands.pop() ?? ''}\n${line}`);
      if (line === open?.until) open = undefined;
    } else if (line.trim() !== '' && !line.startsWith('#')) {
      commands.push(line);
    }
    const here = /<<'(\w+)'$/.exec(line)?.[1];
    if (here !== undefined) open = { until: here };
    continued = line.endsWith('\\');
  }
  return commands;
}

const blocks = documents.flatMap((document) =>
  blocksOf(read(document), 'sh').map((block) => ({ document, commands: commandsOf(block) })),
);
const isRun = (command: string) => !notRun.some((entry) => entry.command.test(command));
const missing = ['curl', 'sh'].filter((tool) => spawnSync(tool, ['--version']).error !== undefined);

describe('commands of the documents that are not run here', () => {
  const commands = blocks.flatMap((block) => block.commands);

  it.each(notRun)('$command exist, and so does what they work on ($why)', ({ command, files }) => {
    expect(commands.filter((text) => command.test(text))).not.toEqual([]);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});

const run = blocks
  .map(({ document, commands }) => ({ document, script: commands.filter(isRun).join('\n') }))
  .filter(({ script }) => script !== '');
/** What `npx inreply` starts, without the half second that npx takes each time; the README's commands go through npx. */
const withoutNpx = 'npx() { shift; node bin/inreply.js "$@"; }\n';
const isAboutMail = /\b(?:MESSAGE|REVIEW|THREAD)\b/;

describe.skipIf(missing.length > 0)('commands of the documents against the demo (need curl)', () => {
  const stack = new AsyncDisposableStack();
  let demo: Demo;
  let challenged: string;
  /** By the script that names them; each script has a mail of its own, since some decide about it. */
  const parked = new Map<string, Promise<Parked>>();
  beforeAll(async () => {
    demo = await startDemo(stack);
    challenged = await answerChallenges(stack);
    for (const { script } of run) if (isAboutMail.test(script)) parked.set(script, parkReply(demo));
    await Promise.all(parked.values());
  });
  afterAll(() => stack.disposeAsync());

  it('find what the README says of its six mails', () => {
    const ends = demo.output().match(/→ (?:answered|waits|no answer)/g) ?? [];
    expect(ends.toSorted()).toEqual([
      '→ answered',
      '→ no answer',
      '→ no answer',
      '→ waits',
      '→ waits',
      '→ waits',
    ]);
  });

  it.each(run)('work: $document: $script', async ({ document, script }) => {
    const text = await filledIn(script, demo, challenged, await parked.get(script));
    const { code, output } = await runScript(text, demo, document === 'README.md' ? '' : withoutNpx);
    expect(`exit ${code}\n${output}`).toMatch(/^exit 0\n/);
  });
});

type Demo = {
  output: () => string;
  env: Record<string, string>;
  ports: [string, string, string];
  token: string;
};

async function startDemo(stack: AsyncDisposableStack): Promise<Demo> {
  const ports: Demo['ports'] = [String(await freePort()), String(await freePort()), String(await freePort())];
  const base = { PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`, HOME: tmpdir() };
  const child = spawn(process.execPath, ['sandbox/demo.ts'], {
    cwd: root,
    env: { ...base, PORT: ports[0], SANDBOX_PORT: ports[1], SANDBOX_SMTP_PORT: ports[2], SWEEP_SECONDS: '1' },
  });
  const output = outputOf(child);
  stack.defer(async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  });
  const token = await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`the demo ended:\n${output()}`);
      return output().includes('Ctrl-C') ? /sign-in#(\S+)/.exec(output())?.[1] : undefined;
    },
    'the demo to be ready',
    50_000,
  );
  const url = `http://127.0.0.1:${ports[1]}`;
  const service = {
    NYLAS_API_URL: url,
    NYLAS_API_KEY: 'demo',
    NYLAS_WEBHOOK_SECRET: 'demo',
    OPENAI_MODEL: 'sandbox',
  };
  const mailboxes = {
    SUPPORT_GRANT_ID: 'demo-support',
    SUPPORT_ADDRESS: 'support@inreply.test',
    SALES_GRANT_ID: 'demo-sales',
    SALES_ADDRESS: 'sales@inreply.test',
  };
  const env = {
    ...base,
    ...service,
    ...mailboxes,
    OPENAI_BASE_URL: `${url}/v1`,
    API_TOKEN: token,
    PORT: ports[0],
  };
  return { output, env, ports, token };
}

/** The address of a server that answers the challenge of a new webhook, as a deployed Inreply would. */
async function answerChallenges(stack: AsyncDisposableStack): Promise<string> {
  const server = createServer((request, response) => {
    response.end(new URL(request.url ?? '/', 'http://x').searchParams.get('challenge') ?? '');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

/** Puts real values for the words in capitals, and the ports of this demo. */
async function filledIn(script: string, demo: Demo, challenged: string, parked?: Parked): Promise<string> {
  const [port, sandbox, smtp] = demo.ports;
  let text = script.replaceAll(/\bTOKEN\b/g, demo.token).replaceAll('https://mail.example.com', challenged);
  text = text
    .replaceAll(':3000', `:${port}`)
    .replaceAll(':3100', `:${sandbox}`)
    .replaceAll(':2525', `:${smtp}`);
  if (/\bWEBHOOK\b/.test(text)) text = text.replaceAll(/\bWEBHOOK\b/g, await webhookOf(demo));
  if (parked === undefined) return text;
  return text
    .replaceAll(/\bMESSAGE\b/g, parked.message)
    .replaceAll(/\bTHREAD\b/g, parked.thread)
    .replaceAll(/\bREVIEW\b/g, parked.review);
}

/** A mail whose reply waits for a person: their ids. */
type Parked = { message: string; thread: string; review: string };

/** Has a mail arrive that waits for a person. */
async function parkReply({ ports, token }: Demo): Promise<Parked> {
  const raw = `From: ${crypto.randomUUID()}@customer.example\r\nTo: support@inreply.test\r\nSubject: Refund\r\n\r\nI want my money back for order 12, please.\r\n`;
  const mail = await fetch(`http://127.0.0.1:${ports[1]}/sandbox/mail`, { method: 'POST', body: raw });
  const { message_id: message } = (await mail.json()) as { message_id: string };
  return until(async () => {
    const answer = await fetch(`http://127.0.0.1:${ports[0]}/api/messages/demo-support/${message}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!answer.ok) return undefined;
    const found = (await answer.json()) as { state: string; review_id: string; thread_id: string };
    return found.state === 'review'
      ? { message, review: found.review_id, thread: found.thread_id }
      : undefined;
  }, 'a review');
}

async function webhookOf({ ports }: Demo): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${ports[1]}/v3/webhooks`, {
    headers: { authorization: 'Bearer demo' },
  });
  const { data } = (await answer.json()) as { data: { id: string }[] };
  return data[0]?.id ?? '';
}

/** Runs a script as a person would, except that its first failure ends it, a refusal over HTTP included. */
async function runScript(
  script: string,
  { env }: Demo,
  through = '',
): Promise<{ code: number | null; output: string }> {
  const cwd = await mkdtemp(join(tmpdir(), 'docs-'));
  // In the root, as the documents say, but with a home and data of its own.
  const strict = `set -e\ncurl() { command curl --fail-with-body --max-time 10 "$@"; }\n${through}`;
  const child = spawn('sh', ['-c', strict + script], {
    cwd: root,
    env: { ...env, HOME: cwd, DATA_DIR: cwd },
    detached: true, // a group of its own, so that what it started ends with it
  });
  const output = outputOf(child);
  const timeout = sleep(25_000, 'late', { ref: false });
  const ended = await Promise.race([once(child, 'close'), timeout]);
  if (ended === 'late' && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  await rm(cwd, { recursive: true, force: true });
  return { code: child.exitCode, output: output() };
}

function outputOf(child: ChildProcess): () => string {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}
