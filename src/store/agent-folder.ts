import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Agent } from '#domain/agent-config.ts';
import { messageOf } from '#errors.ts';
import type { Fault } from './agent-fault.ts';
import { readKnowledge, readText, staysInside } from './agent-knowledge.ts';
import { parseAgentYaml } from './agent-yaml.ts';

const MAX_BYTES = 5 * 1024 * 1024;

/** An agent that could be read; `mailboxLines` says where in `agent.yaml` each of its mailboxes is claimed. */
export type ReadAgent = { agent: Agent; mailboxLines: number[] };

/**
 * Reads one agent's folder (DESIGN section 5): `agent.yaml`, `instructions.md`, `knowledge/`.
 *
 * - `${NAME}` in text values of `agent.yaml` is taken from `env`; without a `model` it is `OPENAI_MODEL` of `env`.
 * - Gives either the whole agent or all its faults, each with file, line, reason and what to do. Never throws.
 */
export async function readAgentFolder(
  dir: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ReadAgent | { faults: Fault[] }> {
  const yamlFile = join(dir, 'agent.yaml');
  const instructionsFile = join(dir, 'instructions.md');
  const [yaml, instructions, knowledge] = await Promise.all([
    textOf(dir, yamlFile, 'is missing; an agent needs it (or remove the folder)'),
    textOf(dir, instructionsFile, 'is missing; say in it how this agent should answer'),
    readKnowledge(dir).catch((error: unknown) => ({
      files: [],
      faults: [{ file: join(dir, 'knowledge'), line: 1, reason: `cannot be read: ${messageOf(error)}` }],
    })),
  ]);
  const parsed = 'fault' in yaml ? { faults: [yaml.fault] } : parseAgentYaml(yamlFile, yaml.text, env);

  const faults = 'faults' in parsed ? [...parsed.faults] : claimedTwice(yamlFile, parsed);
  if ('fault' in instructions) faults.push(instructions.fault);
  else if (instructions.text === '') {
    faults.push({
      file: instructionsFile,
      line: 1,
      reason: 'is empty; say in it how this agent should answer',
    });
  }
  faults.push(...knowledge.faults);
  if ('faults' in parsed || 'fault' in instructions || faults.length > 0) return { faults };

  const model = parsed.config.model ?? env['OPENAI_MODEL'];
  return {
    agent: {
      name: basename(dir),
      config: { ...parsed.config, model },
      instructions: instructions.text,
      knowledge: knowledge.files,
    },
    mailboxLines: parsed.mailboxLines,
  };
}

async function textOf(
  dir: string,
  file: string,
  ifMissing: string,
): Promise<{ text: string } | { fault: Fault }> {
  try {
    if (!(await staysInside(await realpath(dir), file))) {
      throw new Error('is a link out of the agent folder; put a copy of the file here');
    }
    const { size } = await stat(file);
    if (size > MAX_BYTES) throw new Error('is over 5 MB');
    return { text: await readText(await readFile(file)) };
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { fault: { file, line: 1, reason: missing ? ifMissing : messageOf(error) } };
  }
}

function claimedTwice(
  file: string,
  { config, mailboxLines }: { config: Agent['config']; mailboxLines: number[] },
) {
  const faults: Fault[] = [];
  for (const [index, { grant, address }] of config.mailboxes.entries()) {
    const earlier = config.mailboxes
      .slice(0, index)
      .find((other) => other.grant === grant || other.address.toLowerCase() === address.toLowerCase());
    if (earlier === undefined) continue;
    const what = earlier.grant === grant ? `grant ${grant}` : `address ${address}`;
    faults.push({ file, line: mailboxLines[index] ?? 1, reason: `${what} stands twice; keep one of them` });
  }
  return faults;
}
