import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from './demo/child.ts';
import { becomesReady, registerWebhook } from './demo/inreply.ts';
import { freePort, portFrom } from './demo/ports.ts';
import { childEnvironment, makeSecrets, root } from './demo/settings.ts';
import { tellStory } from './demo/story.ts';
import { ListenError, type Sandbox, startSandbox } from './start.ts';

const REMEDY = 'PORT=3001 SANDBOX_PORT=3101 SANDBOX_SMTP_PORT=2526 npm run demo';
const WATCH_PARENT_MS = 500;
const SAME_SIGNAL_MS = 1_000;

/** Ends the demo with one line; nothing of it is a bug. */
class DemoFault extends Error {
  override name = 'DemoFault';
}

async function demo(stop: AbortSignal): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const port = await freePort(portFrom(process.env, 'PORT', 3000));
  if (port === undefined) throw new DemoFault(`port ${process.env['PORT'] ?? 3000} is taken; try: ${REMEDY}`);
  const sandbox = stack.use(await openSandbox());
  const dataDir = await mkdtemp(join(tmpdir(), 'inreply-demo-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true, maxRetries: 3 }));

  const secrets = makeSecrets(process.env['API_TOKEN']);
  const env = childEnvironment(process.env, { ...secrets, sandboxUrl: sandbox.url, dataDir, port });
  const child = startChild([`${root}src/main.ts`, 'all'], { cwd: dataDir, env, show: true });
  stack.defer(() => child.stop());
  process.once('exit', () => child.kill());

  const url = `http://127.0.0.1:${port}`;
  const over = new AbortController();
  stack.defer(() => over.abort());
  const signal = AbortSignal.any([stop, over.signal]);
  await Promise.race([run(sandbox, { url, ...secrets }, signal), diesEarly(child, signal)]);
}

async function openSandbox(): Promise<Sandbox> {
  const port = portFrom(process.env, 'SANDBOX_PORT', 3100);
  const smtpPort = portFrom(process.env, 'SANDBOX_SMTP_PORT', 2525);
  try {
    return await startSandbox({ port, smtpPort });
  } catch (error) {
    throw error instanceof ListenError ? new DemoFault(`${error.message}; try: ${REMEDY}`) : error;
  }
}

async function diesEarly(child: Child, stop: AbortSignal): Promise<void> {
  const { lines, code } = await child.ended;
  if (stop.aborted) return;
  // Its lines were shown as they came; the last ones stand here again, together with what happened.
  throw new DemoFault(
    `Inreply ended by itself (exit ${code ?? 'by a signal'}). Its last words:\n${lines.slice(-12).join('\n')}`,
  );
}

async function run(
  sandbox: Sandbox,
  inreply: { url: string; apiToken: string; webhookSecret: string },
  stop: AbortSignal,
): Promise<void> {
  process.stdout.write('Starting Redis, the sandbox, the server and a worker on this machine …\n');
  if (!(await becomesReady(inreply.url, stop))) {
    if (stop.aborted) return;
    throw new DemoFault(`Inreply was not ready within a minute at ${inreply.url}/readyz`);
  }
  const webhookId = await registerWebhook(sandbox.url, inreply.url);
  // Nylas makes the secret up; here Inreply runs already, with the one it was started with.
  const destination = sandbox.world.webhooks.destinations.get(webhookId);
  if (destination) destination.secret = inreply.webhookSecret;

  process.stdout.write('\nSix mails from made-up customers go in by SMTP:\n\n');
  await tellStory(sandbox, inreply, stop);
  if (stop.aborted) return;
  process.stdout.write(closingWords(sandbox, inreply));
  await once(stop, 'abort');
}

function closingWords({ url, host, smtpPort }: Sandbox, inreply: { url: string; apiToken: string }): string {
  return `
The answers come from simple rules in the sandbox, an offline stand-in for Nylas and for a model.

  Reviews, signed in   ${inreply.url}/sign-in#${inreply.apiToken}
  Sandbox              ${url}/   (write a mail as a customer, read the threads)
  API token            ${inreply.apiToken}

Send a mail yourself:

curl smtp://${host}:${smtpPort} --mail-from you@customer.example --mail-rcpt support@inreply.test -T - <<'MAIL'
From: You <you@customer.example>
To: support@inreply.test
Subject: Returns

Hello, can I return shoes that I bought two weeks ago?
MAIL

List the reviews that wait for you:

curl -H 'Authorization: Bearer ${inreply.apiToken}' '${inreply.url}/api/reviews?status=open'

Ctrl-C stops everything.
`;
}

/** Aborts on the first signal, or when the process that started us is gone; a later second one ends at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let firstAtMs: number | undefined;
  const onSignal = () => {
    // One Ctrl-C may come twice: from the terminal and through npm.
    if (firstAtMs !== undefined && performance.now() - firstAtMs > SAME_SIGNAL_MS) process.exit(1);
    firstAtMs ??= performance.now();
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal);
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || stop.abort(), WATCH_PARENT_MS).unref();
  return stop.signal;
}

try {
  await demo(stopSignal());
} catch (error) {
  const text =
    error instanceof DemoFault ? error.message : String(error instanceof Error ? error.stack : error);
  process.stderr.write(`demo: ${text}\n`);
  process.exitCode = 1;
}
