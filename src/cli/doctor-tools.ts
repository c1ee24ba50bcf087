import { lookup } from 'node:dns';
import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Agent } from '#domain/agent-config.ts';
import type { Tool } from '#domain/tools-config.ts';
import { isPublicAddress, literalAddress } from '#tools/addresses.ts';
import { bad, good, type Finding } from './finding.ts';
import type { Terminal } from './terminal.ts';

const addressesOf = promisify(lookup);

/** Whether the tools of agents can be there: hosts that have an address which may be called, programs that exist. */
export async function checkTools(
  agents: readonly Agent[],
  { env, cwd }: Pick<Terminal, 'env' | 'cwd'>,
): Promise<Finding[]> {
  const all = agents.flatMap((agent) =>
    Object.entries(agent.config.tools).map(([name, tool]) => ({ name: `${agent.name} ${name}`, tool })),
  );
  if (all.length === 0) return [];
  const faults = await Promise.all(
    all.map(async ({ name, tool }) => {
      const fault = tool.url === undefined ? await faultOfProgram(tool, env, cwd) : await faultOfHost(tool);
      return fault === undefined ? [] : [bad(`tool ${name}: ${fault}`)];
    }),
  );
  const wrong = faults.flat();
  return wrong.length > 0 ? wrong : [good(`tools: ${all.map(({ name }) => name).join(', ')}`)];
}

async function faultOfHost({ url = '', allow_private: isPrivate }: Tool): Promise<string | undefined> {
  const place = new URL(url.replaceAll(/\{[^{}]*\}/g, 'x'));
  const literal = literalAddress(place);
  try {
    const found =
      literal === undefined ? await addressesOf(place.hostname, { all: true }) : [{ address: literal }];
    if (isPrivate || found.some(({ address }) => isPublicAddress(address))) return undefined;
    return `${place.host} is no public address; for your own network set allow_private: true`;
  } catch {
    return `${place.hostname} has no address; correct the url, or the name server`;
  }
}

async function faultOfProgram(tool: Tool, env: Terminal['env'], cwd: string): Promise<string | undefined> {
  const command = tool.kind === 'mcp' ? (tool.command ?? '') : '';
  const isPath = isAbsolute(command) || command.includes('/');
  const places = isPath
    ? [resolve(cwd, command)]
    : (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, command));
  for (const place of places) {
    const isThere = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return undefined;
  }
  return `there is no program ${command}; install it, or write its whole path`;
}
