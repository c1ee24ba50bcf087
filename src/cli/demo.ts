import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SetupError } from '#errors.ts';
import { packageRoot, runNode } from './node-child.ts';

/**
 * Runs the demo (DESIGN section 6, "Sandbox") until it ends; gives its exit code. It knows nothing of `.env`: what
 * stands there is for the real services.
 */
export async function demo(): Promise<number> {
  const file = fileURLToPath(new URL('sandbox/demo.ts', packageRoot));
  if (!existsSync(file)) {
    throw new SetupError(
      'the sandbox is not part of this installation; run the demo from a clone: npm run demo',
    );
  }
  return runNode([file], { cwd: fileURLToPath(packageRoot) });
}
