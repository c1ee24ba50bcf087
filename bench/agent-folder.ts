import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { root } from './child.ts';

/** Several, as a mailbox has counters of its own; as long as those of Nylas. */
export const grants = Array.from({ length: 10 }, (_, at) => `00000000-0000-4000-8000-00000000000${at}`);

/**
 * The shipped support agent, its instructions, knowledge and categories as they are, but with our mailboxes and with limits
 * that a benchmark does not run into. Returns what to give as AGENTS_DIR.
 */
export function makeAgents(dir: string): string {
  const agents = join(dir, 'agents');
  cpSync(join(root, 'agents/support'), join(agents, 'support'), { recursive: true });
  const file = join(agents, 'support/agent.yaml');
  const yaml = parseDocument(readFileSync(file, 'utf8'));
  yaml.set(
    'mailboxes',
    grants.map((grant) => ({ grant, address: `${grant}@inreply.test` })),
  );
  yaml.setIn(['limits', 'per_mailbox_per_hour'], 100_000_000);
  writeFileSync(file, String(yaml));
  return agents;
}
