import { performance } from 'node:perf_hooks';
import type { Clock } from '#domain/ports.ts';
import type { CallTool, ToolCall, ToolOutcome } from '#domain/tools.ts';
import type { Events } from '#telemetry/events.ts';
import { createToolHttp, type Http } from './http.ts';
import { callHttp } from './http-tool.ts';
import { createMcp } from './mcp.ts';
import type { Environment } from './mcp-stdio.ts';

export type Tools = AsyncDisposable & { call: CallTool };

/**
 * The tools that agents list: HTTP endpoints and MCP servers. Nothing is opened or started before the first call.
 * Disposing ends every server that was started.
 */
export function createTools({
  events,
  now,
  env,
}: {
  events: Pick<Events, 'toolCalled'>;
  now: Clock;
  env: Environment;
}): Tools {
  let made: { http: Http; mcp: ReturnType<typeof createMcp> } | undefined;
  const parts = () => {
    const http = createToolHttp();
    return { http, mcp: createMcp(http, now, env) };
  };

  async function run(call: ToolCall, signal: AbortSignal): Promise<ToolOutcome> {
    made ??= parts();
    const { tool, values, key } = call;
    return tool.kind === 'http'
      ? callHttp(made.http, tool, values, key, signal)
      : made.mcp.call(call, tool, signal);
  }

  return {
    async call(call, signal) {
      const startedAt = performance.now();
      const outcome = await run(call, signal);
      const tookMs = performance.now() - startedAt;
      events.toolCalled({ agent: call.agent, tool: call.name, outcome: outcome.kind, tookMs });
      return outcome;
    },
    async [Symbol.asyncDispose]() {
      await made?.mcp.close();
      await made?.http.close();
    },
  };
}
