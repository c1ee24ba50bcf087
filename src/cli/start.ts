import { fileURLToPath } from 'node:url';
import { packageRoot, runNode } from './node-child.ts';
import type { Terminal } from './terminal.ts';

/** Runs the service in this folder, with its `.env`, until it ends; gives its exit code. */
export function start(role: string, { env, cwd }: Terminal): Promise<number> {
  return runNode([fileURLToPath(new URL('src/main.ts', packageRoot)), role], { cwd, env });
}
