import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Agent } from '#domain/agent-config.ts';
import { describeFault, readAgentFolder } from '#store/agent-folders.ts';
import { UsageError } from '#cli/terminal.ts';
import type { Environment } from '../../config.ts';
import { mailboxFor } from './case-mail.ts';
import type { EvalCase } from './read-cases.ts';

/** What is evaluated: agents as they stand in their folders, and what is changed about them for this run. */
export type Side = {
  label: string;
  agents: readonly Agent[];
  /** Answers every case that names no other. */
  only: Agent | undefined;
};

export type SideOptions = {
  /** A name in `agentsDir`, or a folder. Undefined: the folder the cases lie in, else all of `agentsDir`. */
  agent: string | undefined;
  /** Instead of the models the agents name. */
  model: string | undefined;
  /** Keep the mode of the agents; else they are judged as if they were in `auto`. */
  asIs: boolean;
};

type Where = { cases: string; agentsDir: string; cwd: string; env: Environment };

/** Reads the agents of one side. Throws UsageError with every fault, or when there is none. */
export async function readSide(options: SideOptions, where: Where): Promise<Side> {
  const folder = await folderFor(options.agent, where);
  const folders = folder === undefined ? await foldersIn(resolve(where.cwd, where.agentsDir)) : [folder];
  const agents = await Promise.all(folders.map((dir) => readAgent(dir, options, where.env)));
  const only = folder !== undefined || agents.length === 1 ? agents[0] : undefined;
  const label = [only?.name ?? 'all agents', ...(options.model === undefined ? [] : [options.model])].join(
    ' · ',
  );
  return { label, agents, only };
}

async function folderFor(
  agent: string | undefined,
  { cases, agentsDir, cwd }: Where,
): Promise<string | undefined> {
  if (agent === undefined) {
    const at = resolve(cwd, cases);
    for (const dir of [at, dirname(at), dirname(dirname(at))]) if (await isAgentFolder(dir)) return dir;
    return undefined;
  }
  for (const dir of [resolve(cwd, agentsDir, agent), resolve(cwd, agent)])
    if (await isAgentFolder(dir)) return dir;
  throw new UsageError(
    `there is no agent ${agent}: neither in ${agentsDir} nor as a folder with an agent.yaml`,
  );
}

function isAgentFolder(dir: string): Promise<boolean> {
  return stat(join(dir, 'agent.yaml')).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function foldersIn(agentsDir: string): Promise<string[]> {
  const names: string[] = await readdir(agentsDir).catch(() => []);
  const folders: string[] = [];
  for (const name of names.toSorted())
    if (await isAgentFolder(join(agentsDir, name))) folders.push(join(agentsDir, name));
  if (folders.length > 0) return folders;
  throw new UsageError(`there is no agent in ${agentsDir}; say --agent with a folder, or set AGENTS_DIR`);
}

async function readAgent(dir: string, { model, asIs }: SideOptions, env: Environment): Promise<Agent> {
  const yaml = await readFile(join(dir, 'agent.yaml'), 'utf8').catch(() => '');
  const read = await readAgentFolder(dir, { ...standIns(yaml), ...withoutBlanks(env) });
  if ('faults' in read) {
    throw new UsageError(
      [`the agent in ${dir} cannot be used:`, ...read.faults.map((one) => `  ${describeFault(one)}`)].join(
        '\n',
      ),
    );
  }
  const { config } = read.agent;
  const usual = config.model === NO_MODEL ? undefined : config.model;
  return {
    ...read.agent,
    config: {
      ...config,
      mode: asIs ? config.mode : 'auto',
      model: model ?? usual,
      models: model === undefined ? config.models : undefined,
    },
  };
}

const NO_MODEL = 'no-model';

/**
 * Values for what an agent takes from the environment: no mailbox is reached and nothing is sent, so an evaluation runs
 * where those settings are missing. What is set wins.
 */
function standIns(yaml: string): Record<string, string> {
  const found: Record<string, string> = { OPENAI_MODEL: NO_MODEL };
  for (const line of yaml.split('\n')) {
    for (const [, name = ''] of line.matchAll(/\$\{([A-Za-z_]\w*)\}/g)) {
      const word = name.toLowerCase().replaceAll('_', '-');
      found[name] ??= /\b(?:address|to)["']?:/.test(line) ? `${word}@eval.example` : word;
    }
  }
  return found;
}

function withoutBlanks(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => (value ?? '').trim() !== ''));
}

/** The agent that answers a case. Throws UsageError when that is not clear. */
export function agentFor(one: EvalCase, { agents, only }: Side): Agent {
  const named = one.agent === undefined ? undefined : agents.find(({ name }) => name === one.agent);
  const isFor = ({ config }: Agent) => mailboxFor(one.mails, config.mailboxes, 'named') !== undefined;
  const chosen = named ?? only ?? agents.find(isFor);
  if (chosen) return chosen;
  const names = agents.map(({ name }) => name).join(', ');
  throw new UsageError(
    `which agent answers the case ${one.id} (${one.place})? Say --agent, write agent: in the case, or name its mailbox in "to" (there are: ${names})`,
  );
}
