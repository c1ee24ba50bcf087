import { describe, expect, it } from 'vitest';
import { PermanentError } from '#errors.ts';
import { createAsk } from '#llm/ask.ts';
import { json, startPeer, type Seen } from '../nylas/peer.ts';
import { asking, bodyOf, completion, good, prompt, schema, type Script } from './asking.ts';

const formatsOf = (seen: Seen[]) => seen.map((one) => bodyOf(one).response_format?.type ?? 'none');
const accepts =
  (...accepted: string[]): Script =>
  (seen, response) => {
    const type = formatsOf([seen])[0] ?? '';
    if (accepted.includes(type)) json(response, 200, completion(JSON.stringify(good)));
    else json(response, 400, { error: { message: `This response_format type ${type} is unavailable now` } });
  };

describe('a server that refuses a format', () => {
  it('is asked for a plain JSON object, with the schema in words, and from then on only so', async () => {
    const { answer, seen } = await asking(accepts('json_object'), { times: 3 });
    expect(answer?.value).toEqual(good);
    expect(formatsOf(seen)).toEqual(['json_schema', 'json_object', 'json_object', 'json_object']);
    expect(bodyOf(seen[1]).messages[0]?.content).toContain('"enum":["refund","none"]');
    expect(answer?.cost.model_calls).toBe(1);
  });

  it('is asked without any format when it refuses both', async () => {
    const { answer, seen } = await asking(accepts('none'), { times: 2 });
    expect(answer?.value).toEqual(good);
    expect(formatsOf(seen)).toEqual(['json_schema', 'json_object', 'none', 'none']);
  });

  it('even when none is named is a lasting fault', async () => {
    const { fault, seen } = await asking(accepts());
    expect(fault).toBeInstanceOf(PermanentError);
    expect(seen).toHaveLength(3);
  });

  it('for one model is still asked strictly for another', async () => {
    await using peer = await startPeer(accepts('json_object'));
    const ask = createAsk({ apiKey: 'k', baseUrl: `${peer.url}/v1/`, timeoutMs: 5_000 });
    const signal = new AbortController().signal;
    for (const model of ['a', 'b']) await ask({ model, name: 'draft', prompt, schema, signal });
    expect(formatsOf(peer.seen)).toEqual(['json_schema', 'json_object', 'json_schema', 'json_object']);
    expect(peer.seen[0]?.path).toBe('/v1/chat/completions');
  });
});
