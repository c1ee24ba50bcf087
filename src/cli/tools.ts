import { performance } from 'node:perf_hooks';
import { evidenceOf } from '#agent/tools/result.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { Arguments, ArgumentValue } from '#domain/tools.ts';
import { acts, type Tool } from '#domain/tools-config.ts';
import { createTools } from '#tools/tools.ts';
import { loadConfig } from '../config.ts';
import { readAgents } from './agents.ts';
import { paint, printable, type Terminal, UsageError } from './terminal.ts';

/** Which look-up to try, and with what: the values that mails would give. */
export type ToolTest = { agent?: string; arg?: string[]; sender?: string };

/** Lists the tools of all agents: where each is, what it may do, and for which categories. */
export async function listTools(terminal: Terminal): Promise<void> {
  const { agents } = await usable(terminal);
  const rows = agents.flatMap((agent) => Object.entries(agent.config.tools).map((row) => ({ agent, row })));
  if (rows.length === 0) terminal.print('no agent has tools; docs/agents.md says how to list some');
  for (const { agent, row } of rows) {
    const [name, tool] = row;
    const users = Object.entries(agent.config.categories).flatMap(([category, settings]) =>
      'tools' in settings && settings.tools?.includes(name) === true ? [category] : [],
    );
    const kind = acts(tool) ? 'acts when a person approves' : 'looks up';
    const where = users.length === 0 ? 'no category uses it' : users.join(', ');
    terminal.print(
      `${paint(terminal, 'bold', `${agent.name} ${name}`)}  ${kind}  ${placeOf(tool)}  (${where})`,
    );
  }
}

/** Makes one look-up as a mail would, and shows what the model would be given. Tools that act are refused. */
export async function testTool(name: string, options: ToolTest, terminal: Terminal): Promise<void> {
  const { agents } = await usable(terminal);
  const agent = agentWith(agents, name, options.agent);
  const tool = agent.config.tools[name];
  if (tool === undefined) throw new UsageError(`agent ${agent.name} has no tool ${name}`);
  if (acts(tool)) throw new UsageError(`${name} acts; it runs only when a person approves a review`);
  const values = valuesFor(tool, options);
  await using tools = createTools({ events: { toolCalled: () => {} }, now: Date.now, env: terminal.env });
  const startedAt = performance.now();
  const outcome = await tools.call({ agent: agent.name, name, tool, values }, terminal.signal);
  const { passage, doubts } = evidenceOf(name, 1, tool, outcome, options.sender ?? null);
  terminal.print(
    paint(terminal, 'dim', `${outcome.kind} after ${Math.round(performance.now() - startedAt)} ms`),
  );
  terminal.print(`[${passage.id}]\n${printable(passage.text)}`);
  for (const { code, detail } of doubts) {
    terminal.print(`\n${paint(terminal, 'yellow', `a person would look, ${code}`)}: ${printable(detail)}`);
  }
}

async function usable(terminal: Terminal): Promise<{ agents: readonly Agent[] }> {
  const { agents, faults } = await readAgents(loadConfig(terminal.env, 'cli'), terminal.cwd);
  for (const fault of faults) terminal.complain(printable(fault));
  return { agents };
}

function agentWith(agents: readonly Agent[], tool: string, wanted: string | undefined): Agent {
  const found = agents.filter(
    ({ name, config }) => (wanted === undefined || name === wanted) && Object.hasOwn(config.tools, tool),
  );
  const [agent, ...others] = found;
  if (agent === undefined) {
    throw new UsageError(
      `no agent${wanted === undefined ? '' : ` ${wanted}`} has a tool ${tool}; see inreply tools`,
    );
  }
  if (others.length > 0) throw new UsageError(`several agents have a tool ${tool}; name one with --agent`);
  return agent;
}

function valuesFor(tool: Tool, { arg = [], sender }: ToolTest): Arguments {
  const given = new Map(
    arg.map((text) => {
      const cut = text.indexOf('=');
      if (cut < 1) throw new UsageError(`write --arg NAME=VALUE, not ${text}`);
      return [text.slice(0, cut), text.slice(cut + 1)];
    }),
  );
  const values: Record<string, ArgumentValue> = {};
  for (const [name, argument] of Object.entries(tool.args)) {
    const value = given.get(name) ?? (argument.from === 'sender' ? sender : undefined);
    given.delete(name);
    if (argument.from === 'config') values[name] = argument.value;
    else if (value === undefined) throw new UsageError(`it wants --arg ${name}=VALUE`);
    else
      values[name] = argument.from === 'model' && argument.schema.type !== 'string' ? Number(value) : value;
  }
  const [unknown] = given.keys();
  if (unknown !== undefined)
    throw new UsageError(`it takes no ${unknown}; it takes ${Object.keys(tool.args).join(', ')}`);
  return values;
}

function placeOf(tool: Tool): string {
  if (tool.kind === 'mcp')
    return `${tool.tool} of ${tool.url === undefined ? tool.command : new URL(tool.url).host}`;
  return `${tool.method} ${tool.url.split('/', 3).at(-1)}`;
}
