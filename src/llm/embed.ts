import { z } from 'zod';
import { startDeadline } from '#deadline.ts';
import type { Clock, Embed } from '#domain/ports.ts';
import { TransientError } from '#errors.ts';
import { readFault } from './error-body.ts';
import { faultOf, unreachableModel } from './fault.ts';
import { usualServer } from './servers.ts';
import { createPost, type Received } from './transport.ts';

const Vectors = z.looseObject({
  data: z.array(z.looseObject({ index: z.number().int().optional(), embedding: z.array(z.number()).min(1) })),
});

type EmbedOptions = {
  apiKey: string;
  /** Of any OpenAI-compatible server; undefined: OpenAI itself. */
  baseUrl: string | undefined;
  /** For one request, from its start to the last byte. */
  timeoutMs: number;
  now?: Clock;
};

/** `POST /embeddings` of an OpenAI-compatible server, one request a call; see `Embed` for what it promises. */
export function createEmbed(options: EmbedOptions): Embed {
  const { apiKey, timeoutMs, now = Date.now } = options;
  const post = createPost();
  const { baseUrl, server: usual } = usualServer(options.baseUrl);
  const server = { ...usual, modelSetting: 'embeddings in agent.yaml, or OPENAI_EMBEDDING_MODEL' };

  return async ({ model, texts, signal }) => {
    using deadline = startDeadline(timeoutMs, signal);
    let received: Received;
    try {
      received = await post(`${baseUrl}/embeddings`, {
        headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
        body: JSON.stringify({ model, input: texts, encoding_format: 'float' }),
        signal: deadline.signal,
      });
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.passed())
        throw new TransientError(`model server at ${server.base} gave no vectors within ${timeoutMs} ms`);
      throw unreachableModel(server, codeOf(error)).error;
    }
    const { status, header, text } = received;
    if (status !== 200) {
      throw faultOf({ ...readFault(text), status, header }, { ...server, model, nowMs: now() }).error;
    }
    return vectorsIn(text, texts.length, server.base);
  };
}

/** The vectors in the order of the texts, whatever order the server answered in. */
function vectorsIn(text: string, count: number, base: string): number[][] {
  const unusable = new TransientError(
    `the model server at ${base} answered with something that is no vectors`,
  );
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw unusable;
  }
  const { data } = Vectors.safeParse(body).data ?? { data: [] };
  const ordered = data.toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0)).map(({ embedding }) => embedding);
  const [first] = ordered;
  if (ordered.length !== count || ordered.some(({ length }) => length !== first?.length)) throw unusable;
  return ordered;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'no connection';
}
