import type { Hono } from 'hono';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../ids.ts';
import { type SandboxContext, type SandboxEnv, statusWithBody } from '../nylas/http.ts';
import type { World } from '../world.ts';
import { answerByRules, personaDelayMs } from './answer.ts';
import { EmbeddingRequest, vectorOf } from './embeddings.ts';
import type { ScriptedAnswer } from './desk.ts';
import { ChatRequest } from './request.ts';

/** Stands in every answer, so that nobody takes the stand-in for a model. */
const FINGERPRINT = 'inreply-sandbox-offline-rules-not-a-model';

const personas = [
  'sandbox',
  'sandbox-fenced',
  'sandbox-nonsense',
  'sandbox-refuse',
  'sandbox-slow-1000',
  'sandbox-hostile',
];

type Completion = { content: string | null; refusal: string | null; finishReason: string };

/** `/v1`: the OpenAI-compatible face of the stand-in. Any model name and key are taken. */
export function addModelRoutes(app: Hono<SandboxEnv>, world: World): void {
  app.get('/v1/models', (c) =>
    c.json({
      object: 'list',
      data: personas.map((id) => ({
        id,
        object: 'model',
        created: 0,
        owned_by: 'inreply-sandbox',
        description: 'an offline stand-in that answers by rules; not a model',
      })),
    }),
  );

  app.post('/v1/embeddings', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const parsed = EmbeddingRequest.safeParse(body);
    if (!parsed.success) return errorAnswer(c, 400, 'the body is not an embedding request');
    const { model, input } = parsed.data;
    const texts = typeof input === 'string' ? [input] : input;
    const tokens = Math.ceil(texts.join('').length / 4);
    return c.json({
      object: 'list',
      model,
      data: texts.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) })),
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    });
  });

  app.post('/v1/chat/completions', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const parsed = ChatRequest.safeParse(body);
    if (!parsed.success) return errorAnswer(c, 400, 'the body is not a chat completion request');
    const persona = c.get('fault')?.persona;
    const request = persona === undefined ? parsed.data : { ...parsed.data, model: persona };
    const name = request.response_format?.json_schema?.name;
    const scripted = world.model.take(name);
    await sleep(personaDelayMs(request.model) + (scripted?.delay_ms ?? 0), undefined, {
      signal: world.stopping,
    });

    const status = scripted?.status ?? 200;
    const completion = scripted ? fromScript(scripted, request) : fromRules(request);
    const { content } = completion;
    const { model, messages } = request;
    world.model.note({ at: new Date().toISOString(), model, name, messages, status, content });
    if (status !== 200) return errorAnswer(c, status, 'a scripted fault of the sandbox');
    return request.stream ? streamed(c, request, completion) : c.json(completed(request, completion));
  });
}

function fromRules(request: ChatRequest): Completion {
  const { content, refusal } = answerByRules(request);
  return { content: refusal === null ? content : null, refusal, finishReason: 'stop' };
}

/** A scripted answer; one that only changes the time or the end leaves the content to the rules. */
function fromScript(scripted: ScriptedAnswer, request: ChatRequest): Completion {
  const finishReason = scripted.finish_reason ?? 'stop';
  if (scripted.refusal !== undefined) return { content: null, refusal: scripted.refusal, finishReason };
  if (scripted.content === undefined) return { ...fromRules(request), finishReason };
  const content = typeof scripted.content === 'string' ? scripted.content : JSON.stringify(scripted.content);
  return { content, refusal: null, finishReason };
}

function completed(
  request: ChatRequest,
  { content, refusal, finishReason }: Completion,
): Record<string, unknown> {
  return {
    id: newId('chatcmpl'),
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    system_fingerprint: FINGERPRINT,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal },
        logprobs: null,
        finish_reason: finishReason,
      },
    ],
    usage: usageOf(request, content ?? refusal ?? ''),
  };
}

/** The same answer as server-sent chunks, for clients that ask for a stream. */
function streamed(
  c: SandboxContext,
  request: ChatRequest,
  { content, refusal, finishReason }: Completion,
): Response {
  const base = {
    id: newId('chatcmpl'),
    object: 'chat.completion.chunk',
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    system_fingerprint: FINGERPRINT,
  };
  const chunk = (delta: Record<string, unknown>, end: string | null) =>
    `data: ${JSON.stringify({ ...base, choices: [{ index: 0, delta, finish_reason: end }] })}\n\n`;
  const pieces = (content ?? '').match(/[\s\S]{1,80}/g) ?? [];
  const last = { ...base, choices: [], usage: usageOf(request, content ?? '') };
  const events = [
    chunk({ role: 'assistant', content: '', ...(refusal !== null && { refusal }) }, null),
    ...pieces.map((piece) => chunk({ content: piece }, null)),
    chunk({}, finishReason),
    `data: ${JSON.stringify(last)}\n\n`,
    'data: [DONE]\n\n',
  ];
  return c.body(events.join(''), 200, { 'content-type': 'text/event-stream; charset=utf-8' });
}

/** About four characters a token: made up, but never zero and growing with the text. */
function usageOf({ messages }: ChatRequest, answer: string): Record<string, number> {
  const prompt = Math.ceil(messages.reduce((sum, { content }) => sum + content.length, 0) / 4) + 1;
  const completion = Math.ceil(answer.length / 4) + 1;
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** The error shape of OpenAI-compatible servers. */
function errorAnswer(c: SandboxContext, status: number, message: string): Response {
  const type = status === 429 ? 'rate_limit_error' : status >= 500 ? 'server_error' : 'invalid_request_error';
  return c.json({ error: { message, type, param: null, code: null } }, statusWithBody(status));
}
