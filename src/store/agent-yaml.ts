import { AgentConfig } from '#domain/agent-config.ts';
import type { Fault } from './agent-fault.ts';
import { keysAt } from './agent-keys.ts';
import { parseYamlFile } from './yaml-file.ts';

/** An agent's settings, and the line each of its mailboxes is written on. */
export type ParsedAgent = { config: AgentConfig; mailboxLines: number[] };

/**
 * Reads the text of an `agent.yaml` (DESIGN section 5): YAML 1.2, `${NAME}` in text values filled in from `env`,
 * checked strictly. Every fault carries its line. Never throws, whatever the text.
 */
export function parseAgentYaml(
  file: string,
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): ParsedAgent | { faults: Fault[] } {
  const whenEmpty = 'the file is empty; it needs at least mailboxes and categories';
  const parsed = parseYamlFile({ file, text, env, schema: AgentConfig, keysAt, whenEmpty });
  if ('faults' in parsed) return parsed;
  const { value, lineOf } = parsed;
  return { config: value, mailboxLines: value.mailboxes.map((_, index) => lineOf(['mailboxes', index])) };
}
