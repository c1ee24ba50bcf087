import type { Redis } from 'ioredis';
import type { ToolCall, ToolOutcome } from '#domain/tools.ts';
import { createToolCalls } from '#store/tool-calls.ts';
import { newCode } from '#tools/code.ts';
import { matchesIn } from '#tools/match.ts';
import type { ToolPort } from '#workers/deps.ts';

export type FakeTools = {
  /** What the next calls end in, and after them every call. */
  outcomes: ToolOutcome[];
  outcome: ToolOutcome;
  calls: ToolCall[];
};

/** Tools that answer as they are told; calls are counted in a real Redis. */
export function createFakeTools(redis: Redis): { tools: FakeTools; port: ToolPort } {
  const tools: FakeTools = { outcomes: [], outcome: { kind: 'nothing' }, calls: [] };
  const call: ToolPort['call'] = async (made) => {
    tools.calls.push(made);
    return tools.outcomes.shift() ?? tools.outcome;
  };
  return { tools, port: { call, take: createToolCalls(redis).take, matchesIn, newCode } };
}
