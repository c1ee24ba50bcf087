import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Environment } from '../config.ts';

/** Root of the installed package, where `src/` and `sandbox/` lie. */
export const packageRoot = new URL('../../', import.meta.url);

/**
 * Runs a file of the package with this very Node, on the same streams, and gives its exit code when it ends.
 * Without `env` it has the environment of this process. Signals are passed on; Ctrl-C in a terminal reaches the child by itself, and a second one would cut its stop short.
 */
export async function runNode(
  args: readonly string[],
  options: { cwd: string; env?: Environment },
): Promise<number> {
  const child = spawn(process.execPath, args, { ...options, stdio: 'inherit' });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const pass = (signal: NodeJS.Signals) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, pass);
  try {
    await once(child, 'exit');
    return child.exitCode ?? 1;
  } finally {
    for (const signal of signals) process.off(signal, pass);
  }
}
