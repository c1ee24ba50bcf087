import { resolve } from 'node:path';
import type { Agent } from '#domain/agent-config.ts';
import { messageOf } from '#errors.ts';
import { describeFault, watchAgents } from '#store/agent-folders.ts';
import type { Config } from '../config.ts';

/** The agents that can be used, and what is wrong with the others; each fault is one line. */
export async function readAgents(
  config: Pick<Config, 'agentsDir' | 'env'>,
  cwd: string,
): Promise<{ agents: readonly Agent[]; faults: readonly string[] }> {
  try {
    await using registry = await watchAgents({ dir: resolve(cwd, config.agentsDir), env: config.env });
    return { agents: registry.agents(), faults: registry.faults().map(describeFault) };
  } catch (error) {
    // The first line only says that no agent is left; the faults follow, one a line.
    const [head = '', ...faults] = messageOf(error).split('\n');
    return { agents: [], faults: faults.length === 0 ? [head] : faults.map((fault) => fault.trim()) };
  }
}
