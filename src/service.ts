import { once } from 'node:events';
import { environmentIn, loadConfig, type Role } from './config.ts';
import { createContext } from './context.ts';
import { SetupError } from './errors.ts';
import { startServer } from './start-server.ts';
import { startWorker } from './start-worker.ts';
import { letYoungHeapGrow } from './young-heap.ts';
import { Stopping } from '#workers/deps.ts';

const roles = ['all', 'server', 'worker'] as const;

/** A shutdown that hangs longer than the longest send is cut. */
const GRACE_MS = 20_000;
const LEFTOVER_MS = 3000;

/** Runs one role until SIGTERM or SIGINT, then drains: no new work, what is under way ends, exit 0. */
async function main(): Promise<void> {
  const role = roleOf(process.argv[2] ?? 'all');
  const config = loadConfig(environmentIn(process.cwd()), role);
  const stop = stopOnSignal(config.nylas.sendTimeoutMs + GRACE_MS);

  await using stack = new AsyncDisposableStack();
  const context = await createContext(config, stack);
  stack.defer(endSoon);
  const { events } = context;
  if (role !== 'server') await startWorker(context, stack, stop.signal);
  const listening = role === 'worker' ? undefined : await startServer(context, stack, stop.signal);
  const redis = 'url' in context.address ? 'REDIS_URL' : context.address.path;
  const agents = context.agents.agents().map((agent) => `${agent.name} (${agent.config.mode})`);
  letYoungHeapGrow();
  events.started({ role, host: config.http.host, port: listening?.port, redis, agents });

  if (!stop.signal.aborted) await once(stop.signal, 'abort');
  events.stopping();
}

/** What was under way has ended; a connection to a Redis that is away may still hold the process. */
function endSoon(): void {
  setTimeout(() => process.exit(), LEFTOVER_MS).unref();
}

function roleOf(text: string): Exclude<Role, 'cli'> {
  const role = roles.find((one) => one === text);
  if (role === undefined) throw new SetupError(`"${text}" is no role; use one of ${roles.join(', ')}`);
  return role;
}

function stopOnSignal(graceMs: number): AbortController {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) return;
    stop.abort(new Stopping('told to stop'));
    setTimeout(() => process.exit(1), graceMs).unref();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return stop;
}

try {
  await main();
} catch (error) {
  const text = error instanceof SetupError ? `inreply: ${error.message}` : error;
  process.stderr.write(`${text instanceof Error ? (text.stack ?? text.message) : String(text)}\n`);
  process.exitCode = 1;
}
