import type { Agent } from '#domain/agent-config.ts';
import { lacksModel } from '#domain/models-config.ts';
import { messageOf } from '#errors.ts';
import { loadConfig, type Config, type Environment } from '../config.ts';
import { readAgents } from './agents.ts';
import { checkNode, checkPort, checkRedis } from './doctor-local.ts';
import { checkModel } from './doctor-model.ts';
import { checkNylas } from './doctor-remote.ts';
import { checkTools } from './doctor-tools.ts';
import { bad, good, skipped, type Finding } from './finding.ts';
import { paint, printable, type Terminal } from './terminal.ts';

const marks = { good: ['green', '✓'], bad: ['red', '✗'], skipped: ['dim', '–'] } as const;

/** Checks everything Inreply needs and prints a line for each finding. Gives 1 when something is wrong. */
export async function doctor(terminal: Terminal): Promise<number> {
  let wrong = 0;
  // They run at the same time and are printed in this order.
  for (const findings of checks(terminal)) {
    for (const { mark, text } of await findings) {
      if (mark === 'bad') wrong++;
      const [style, sign] = marks[mark];
      terminal.print(`${paint(terminal, style, sign)} ${printable(text).replaceAll('\n', ' ')}`);
    }
  }
  if (wrong > 0) terminal.print(wrong === 1 ? '\none thing to put right' : `\n${wrong} things to put right`);
  return wrong > 0 ? 1 : 0;
}

function checks(terminal: Terminal): Promise<Finding[]>[] {
  const first = [checkNode(), checkSettings(terminal.env)];
  const config = usableConfig(terminal.env);
  if (config === undefined) {
    return [...first, found(skipped('Redis, agents, Nylas, model and port: put the settings right first'))];
  }
  const agents = readAgents(config, terminal.cwd);
  return [
    ...first,
    guarded('Redis', checkRedis(config)),
    guarded(
      'agents',
      agents.then((read) => checkAgents(read, config)),
    ),
    guarded(
      'tools',
      agents.then((read) => checkTools(read.agents, terminal)),
    ),
    guarded(
      'Nylas',
      agents.then((read) => checkNylas(config, read.agents, terminal.signal)),
    ),
    guarded(
      'the model',
      agents.then((read) => checkModel(config, read.agents, terminal.signal)),
    ),
    guarded('the port', checkPort(config, terminal)),
  ];
}

function checkSettings(env: Environment): Promise<Finding[]> {
  try {
    const { warnings } = loadConfig(env, 'all');
    return found(...(warnings.length === 0 ? [good('settings are complete')] : warnings.map(bad)));
  } catch (error) {
    const [, ...faults] = messageOf(error).split('\n');
    return found(...faults.map((fault) => bad(fault.trim())));
  }
}

/** What can be used of the settings although some are missing; undefined when some cannot even be read. */
function usableConfig(env: Environment): Config | undefined {
  try {
    return loadConfig(env, 'cli');
  } catch {
    return undefined; // checkSettings says why
  }
}

function checkAgents(
  { agents, faults }: { agents: readonly Agent[]; faults: readonly string[] },
  { model }: Config,
): Finding[] {
  const modelless = agents.filter((agent) => lacksModel(agent.config, model.name));
  return [
    ...(agents.length === 0
      ? []
      : [good(`agents: ${agents.map(({ name, config }) => `${name} (${config.mode})`).join(', ')}`)]),
    ...modelless.map(({ name }) =>
      bad(`agent ${name} has no model; set OPENAI_MODEL, or model in its agent.yaml`),
    ),
    ...faults.map(bad),
  ];
}

/** A check that itself goes wrong must not hide the others. */
async function guarded(what: string, findings: Promise<Finding[]>): Promise<Finding[]> {
  return findings.catch((error: unknown) => [bad(`${what} could not be checked: ${messageOf(error)}`)]);
}

function found(...findings: Finding[]): Promise<Finding[]> {
  return Promise.resolve(findings);
}
