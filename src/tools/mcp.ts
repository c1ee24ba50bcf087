import { z } from 'zod';
import type { Clock } from '#domain/ports.ts';
import type { Arguments, McpTool, ToolCall, ToolOutcome } from '#domain/tools.ts';
import type { Http } from './http.ts';
import { openServer } from './mcp-http.ts';
import { type Environment, startServer } from './mcp-stdio.ts';
import { type Channel, protocolVersions, RpcFault } from './rpc.ts';

/** Servers that `npx` fetches first take their time. */
const START_MS = 20_000;
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;
const MOST_PAGES = 10;

const Initialized = z.looseObject({ protocolVersion: z.string() });
const Listed = z.looseObject({
  tools: z.array(
    z.looseObject({
      name: z.string(),
      inputSchema: z
        .looseObject({ properties: z.record(z.string(), z.unknown()), required: z.array(z.string()) })
        .partial()
        .optional(),
      annotations: z
        .looseObject({ readOnlyHint: z.boolean(), destructiveHint: z.boolean() })
        .partial()
        .optional(),
    }),
  ),
  nextCursor: z.string().optional(),
});
const Called = z.looseObject({
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).default([]),
  structuredContent: z.unknown().optional(),
  isError: z.boolean().default(false),
});

type Server = {
  config: string;
  channel: Promise<Channel> | undefined;
  failures: number;
  restsUntilMs: number;
};

/** MCP servers, each started with its first call and kept; one that failed rests for a while, twice as long each time. */
export function createMcp(http: Http, now: Clock, env: Environment) {
  const servers = new Map<string, Server>();

  async function serverOf({ agent, name }: ToolCall, tool: McpTool): Promise<Server> {
    const key = `${agent}/${name}`;
    const config = JSON.stringify(tool);
    const known = servers.get(key);
    if (known?.config === config) return known;
    const fresh: Server = { config, channel: undefined, failures: 0, restsUntilMs: 0 };
    servers.set(key, fresh);
    await closed(known);
    return fresh;
  }

  /** The open channel, or a new one; callers that come together share it. */
  async function channelOf(server: Server, tool: McpTool, signal: AbortSignal): Promise<Channel> {
    const seen = server.channel;
    const current = seen && (await seen.catch(() => undefined));
    if (current?.isOpen() === true) return current;
    if (server.channel !== seen) return channelOf(server, tool, signal);
    if (now() < server.restsUntilMs)
      throw new RpcFault('the server failed and rests', { again: true, reached: false });
    server.channel = opened(http, env, tool, signal);
    try {
      return await server.channel;
    } catch (error) {
      server.channel = undefined;
      if (!signal.aborted) rest(server);
      throw error instanceof RpcFault
        ? new RpcFault(error.message, { again: error.again, reached: false })
        : error;
    }
  }

  function rest(server: Server): void {
    server.restsUntilMs = now() + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** server.failures);
    server.failures += 1;
  }

  return {
    async call(call: ToolCall, tool: McpTool, signal: AbortSignal): Promise<ToolOutcome> {
      const server = await serverOf(call, tool);
      let channel: Channel | undefined;
      try {
        channel = await channelOf(server, tool, signal);
        const result = await channel.request(
          'tools/call',
          paramsOf(tool, call.values, call.key),
          tool.timeout_ms,
          signal,
        );
        server.failures = 0;
        return outcomeOf(result);
      } catch (error) {
        signal.throwIfAborted();
        if (channel?.isOpen() === false) rest(server);
        if (!(error instanceof RpcFault)) throw error;
        const { message: reason, again, reached } = error;
        return { kind: 'failed', reason, again, reached };
      }
    },
    async close(): Promise<void> {
      await Promise.all([...servers.values()].map(closed));
      servers.clear();
    },
  };
}

async function closed(server: Server | undefined): Promise<void> {
  const channel = await server?.channel?.catch(() => undefined);
  await channel?.close();
}

/** Starts or reaches the server, agrees on a version, and sees that it has the tool as the agent declares it. */
async function opened(http: Http, env: Environment, tool: McpTool, signal: AbortSignal): Promise<Channel> {
  const channel = tool.url === undefined ? startServer(tool, env) : openServer(http, tool);
  try {
    const params = {
      protocolVersion: protocolVersions[0],
      capabilities: {},
      clientInfo: { name: 'inreply', version: '1' },
    };
    const answer = Initialized.safeParse(await channel.request('initialize', params, START_MS, signal));
    const version = protocolVersions.find((one) => one === answer.data?.protocolVersion);
    if (version === undefined) throw refusal('it speaks no version of the protocol that is known');
    channel.agreed(version);
    await channel.notify('notifications/initialized', signal);
    const mismatch = await mismatchOf(channel, tool, signal);
    if (mismatch !== undefined) throw refusal(mismatch);
    return channel;
  } catch (error) {
    await channel.close();
    throw error;
  }
}

async function mismatchOf(channel: Channel, tool: McpTool, signal: AbortSignal): Promise<string | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const params = cursor === undefined ? {} : { cursor };
    const { data } = Listed.safeParse(await channel.request('tools/list', params, START_MS, signal));
    if (data === undefined) return 'its list of tools cannot be read';
    const found = data.tools.find(({ name }) => name === tool.tool);
    if (found !== undefined) return differenceOf(tool, found);
    cursor = data.nextCursor;
    if (cursor === undefined) break;
  }
  return `it has no tool ${tool.tool}`;
}

function differenceOf(
  tool: McpTool,
  { inputSchema, annotations }: z.infer<typeof Listed>['tools'][number],
): string | undefined {
  const declared = Object.keys(tool.args);
  const missing = inputSchema?.required?.filter((name) => !declared.includes(name)) ?? [];
  if (missing.length > 0)
    return `its tool ${tool.tool} also demands ${missing.join(', ')}; declare it in args`;
  const { properties } = inputSchema ?? {};
  const unknown = declared.filter((name) => properties !== undefined && !Object.hasOwn(properties, name));
  if (unknown.length > 0) return `its tool ${tool.tool} knows no ${unknown.join(', ')}`;
  const changes = annotations?.readOnlyHint === false || annotations?.destructiveHint === true;
  return changes && tool.read_only === true && annotations.readOnlyHint !== true
    ? `its tool ${tool.tool} says that it changes something; declare it approval: true`
    : undefined;
}

function refusal(reason: string): RpcFault {
  return new RpcFault(reason, { again: false, reached: false });
}

function paramsOf(tool: McpTool, values: Arguments, key: string | undefined): object {
  const meta = key === undefined ? {} : { _meta: { 'idempotency-key': key } };
  return { name: tool.tool, arguments: values, ...meta };
}

function outcomeOf(result: unknown): ToolOutcome {
  const { data } = Called.safeParse(result);
  if (data === undefined)
    return { kind: 'failed', reason: 'its answer cannot be read', again: false, reached: true };
  if (data.isError)
    return { kind: 'failed', reason: 'the tool says that it failed', again: false, reached: true };
  if (data.structuredContent !== undefined && data.structuredContent !== null) {
    return { kind: 'found', text: JSON.stringify(data.structuredContent), isJson: true, isCut: false };
  }
  const text = data.content.flatMap((part) => (part.type === 'text' ? (part.text ?? []) : [])).join('\n');
  return text.trim() === ''
    ? { kind: 'nothing' }
    : { kind: 'found', text, isJson: /^\s*[{[]/.test(text), isCut: false };
}
