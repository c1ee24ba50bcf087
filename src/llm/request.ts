import type OpenAI from 'openai';
import type { Habits, Sent } from './habits.ts';

export type ChatMessage = OpenAI.ChatCompletionMessageParam;
type Body = OpenAI.ChatCompletionCreateParamsNonStreaming;

export type Question = {
  model: string;
  /** Name of the schema on the wire. */
  name: string;
  /** In the strict form of strict-schema.ts. */
  schema: Record<string, unknown>;
  system: string;
  /** What follows the system message; the first is the user's. */
  messages: readonly ChatMessage[];
  maxOutputTokens?: number | undefined;
  temperature?: number | undefined;
  /** Named only for servers that may take it. */
  cacheKey?: string | undefined;
};

/** The body of a chat completion, as the server and the model want it, and which of its optional parts it has. */
export function requestOf(question: Question, habits: Habits): { body: Body; sent: Sent } {
  const { model, name, schema, temperature, cacheKey } = question;
  const limit = question.maxOutputTokens ?? habits.atLeast;
  const sent = {
    limit: limit !== undefined && habits.limit !== 'none',
    temperature: temperature !== undefined && habits.temperature === 'sent',
    cacheKey: cacheKey !== undefined && habits.cacheKey === 'sent',
  };
  const body: Body = {
    model,
    messages: messagesOf(question, habits),
    ...(limit !== undefined && habits.limit !== 'none' && { [habits.limit]: limit }),
    ...(temperature !== undefined && sent.temperature && { temperature }),
    ...(cacheKey !== undefined && sent.cacheKey && { prompt_cache_key: cacheKey }),
    ...formatOf(name, schema, habits.format),
  };
  return { body, sent };
}

function messagesOf({ system, schema, messages }: Question, habits: Habits): ChatMessage[] {
  const content =
    habits.format === 'json_schema'
      ? system
      : `${system}\n\nAnswer with one JSON object that fits this JSON Schema:\n${JSON.stringify(schema)}`;
  if (habits.system === 'apart') return [{ role: 'system', content }, ...messages];
  const [first, ...rest] = messages;
  const asked = typeof first?.content === 'string' ? first.content : '';
  return [{ role: 'user', content: `${content}\n\n${asked}` }, ...rest];
}

function formatOf(name: string, schema: Question['schema'], format: Habits['format']): Partial<Body> {
  switch (format) {
    case 'json_schema':
      return { response_format: { type: 'json_schema', json_schema: { name, strict: true, schema } } };
    case 'json_object':
      return { response_format: { type: 'json_object' } };
    case 'text':
      return {};
  }
}
