import { describe, expect, it } from 'vitest';
import { createEmbed } from '#llm/embed.ts';
import { PermanentError, TransientError } from '#errors.ts';
import { json, startPeer } from '../nylas/peer.ts';
import type { Script } from './asking.ts';

const data = (...embeddings: unknown[]) => ({
  data: embeddings.map((embedding, index) => ({ index, embedding })),
});

async function embedded(script: Script, texts = ['PRIVATE one', 'PRIVATE two'], timeoutMs = 5_000) {
  await using peer = await startPeer(script);
  const embed = createEmbed({ apiKey: 'sk-secret', baseUrl: `${peer.url}/v1`, timeoutMs });
  const signal = new AbortController().signal;
  const result = await embed({ model: 'e-1', texts, signal }).catch((error: unknown) => error);
  return { result, seen: peer.seen };
}

describe('vectors', () => {
  it('come in the order of the texts, in one request with model and key', async () => {
    const { result, seen } = await embedded((_seen, response) =>
      json(response, 200, { data: data([1, 0], [0, 1]).data.toReversed() }),
    );
    expect(result).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(seen).toMatchObject([{ path: '/v1/embeddings', headers: { authorization: 'Bearer sk-secret' } }]);
  });

  const faults: [string, Script, typeof TransientError | typeof PermanentError][] = [
    ['a server that is overloaded', (_s, r) => json(r, 503, {}), TransientError],
    ['a model it has not', (_s, r) => json(r, 404, { error: { message: 'PRIVATE' } }), PermanentError],
    ['one vector too few', (_s, r) => json(r, 200, data([1, 0])), TransientError],
    ['vectors of different lengths', (_s, r) => json(r, 200, data([1, 0], [1])), TransientError],
    ['something else', (_s, r) => json(r, 200, { hello: 1 }), TransientError],
    ['no JSON', (_s, r) => void r.end('<html>'), TransientError],
  ];
  it.each(faults)('are a fault that holds no text with %s', async (_what, script, kind) => {
    const { result } = await embedded(script);
    expect(result).toBeInstanceOf(kind);
    expect(String(result)).not.toMatch(/PRIVATE|sk-secret/);
  });

  it('are a fault when the server takes too long', async () => {
    const { result } = await embedded(() => {}, ['x'], 20);
    expect(result).toBeInstanceOf(TransientError);
  });
});
