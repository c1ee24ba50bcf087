import type { HttpTool, McpTool, Tool } from './tools-config.ts';

export type ArgumentValue = string | number | boolean;
/** The arguments of one call, by name. */
export type Arguments = Readonly<Record<string, ArgumentValue>>;

/** One call of a tool, every part of it chosen by code. */
export type ToolCall = {
  agent: string;
  name: string;
  tool: Tool;
  values: Arguments;
  /** `Idempotency-Key`, for tools that act. */
  key?: string | undefined;
};

/** What came of a call. What is found is untrusted data, bounded in size but not yet cleaned. */
export type ToolOutcome =
  | { kind: 'found'; text: string; isJson: boolean; isCut: boolean }
  | { kind: 'nothing' }
  /** `again`: trying later may help · `reached`: it may have happened all the same. `reason` holds neither values nor answers. */
  | { kind: 'failed'; reason: string; again: boolean; reached: boolean };

/** Makes one attempt within the tool's time; throws only the reason of `signal`, when the caller aborted. */
export type CallTool = (call: ToolCall, signal: AbortSignal) => Promise<ToolOutcome>;

/** A call that changes something, as it stands on a review until a person approves it. */
export type Action = {
  /** Derived from message and tool; goes along as `Idempotency-Key`. */
  key: string;
  tool: string;
  /** What it does, for people. */
  words: string;
  values: Arguments;
  /** `running`: begun, and no answer known · `unsure`: it may have happened · `failed`: it did not. */
  status: 'proposed' | 'running' | 'done' | 'failed' | 'unsure';
  /** What came of it, for people; empty before. */
  detail: string;
};

export type { HttpTool, McpTool, Tool };
