import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Agent } from '#domain/agent-config.ts';
import type { Embed } from '#domain/ports.ts';
import { TransientError } from '#errors.ts';
import { createEmbed } from '#llm/embed.ts';
import { createVectors } from '#store/vectors.ts';
import { createMeaning } from '#workers/think/meaning.ts';
import { anAgent } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { eventually, startTestSandbox, type TestSandbox } from '../../helpers/sandbox.ts';
import { recordingEvents } from './recording-events.ts';

const redis = redisForFile();
let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const signal = new AbortController().signal;
const filler = Array.from(
  { length: 90 },
  (_, at) =>
    `# Part ${at}\n\nNumber ${at} of the catalogue is made of leather and cork, with a lining of wool.`,
).join('\n\n');

/** An agent with so much knowledge that it has to be searched. */
function aReader(name: string, embeddings = 'sandbox-embed'): Agent {
  const text = `${filler}\n\n# Money\n\nWe reimburse you within 14 days.\n\n# Hours\n\nThe shop is open daily.`;
  return { ...anAgent({ embeddings }), name, knowledge: [{ name: 'all.md', text }] };
}

function stage(embed?: Embed) {
  const events: { name: string; args: unknown[] }[] = [];
  const asked: number[] = [];
  const real = createEmbed({ apiKey: 'x', baseUrl: `${sandbox.url}/v1`, timeoutMs: 10_000 });
  const meaning = createMeaning({
    embed: (request) => {
      asked.push(request.texts.length);
      return (embed ?? real)(request);
    },
    vectors: createVectors(redis.connect()),
    events: recordingEvents((name, args) => void events.push({ name, args })),
    defaultModel: undefined,
    stopping: signal,
  });
  const told = (name: string) => eventually(() => events.find((event) => event.name === name), name);
  return { meaning, events, asked, told };
}

test('a passage is found by what it means, in another language, and its vectors are made once', async () => {
  const first = stage();
  first.meaning.prepare([aReader('first')]);
  await first.told('knowledgeEmbedded');
  const agent = aReader('second');
  const second = stage();
  second.meaning.prepare([agent]);
  await second.told('knowledgeEmbedded');
  expect(first.asked.reduce((sum, count) => sum + count, 0)).toBe(92);
  expect(second.asked).toEqual([]);
  const found = await second.meaning.find(agent, 'Wann kommt die Rückerstattung?', signal);
  expect(found?.[0]).toBe('all.md#91');
  expect(found).toHaveLength(92);
});

test('words alone find passages while vectors are missing, when none are wanted, and when the server fails', async () => {
  const away = stage(() => Promise.reject(new TransientError('away')));
  const agent = aReader('third', 'another-model');
  expect(await away.meaning.find(agent, 'refund', signal)).toBeUndefined();
  await away.told('embeddingFailed');
  expect(await away.meaning.find(agent, 'refund', signal)).toBeUndefined();
  expect(away.asked).toHaveLength(1);
  const none = stage();
  const plain = { ...agent, config: anAgent().config };
  expect(await none.meaning.find(plain, 'refund', signal)).toBeUndefined();
  const small = { ...agent, knowledge: [{ name: 'a.md', text: 'Open daily.' }] };
  expect(await none.meaning.find(small, 'refund', signal)).toBeUndefined();
  expect(none.asked).toEqual([]);
});

test('a question whose vector cannot be had is told of, and loses nothing', async () => {
  const real = createEmbed({ apiKey: 'x', baseUrl: `${sandbox.url}/v1`, timeoutMs: 10_000 });
  const late = stage((request) =>
    request.texts[0] === 'refund' ? Promise.reject(new TransientError('busy')) : real(request),
  );
  const agent = aReader('fourth');
  late.meaning.prepare([agent]);
  await late.told('knowledgeEmbedded');
  expect(await late.meaning.find(agent, 'refund', signal)).toBeUndefined();
  expect(late.events.map(({ name }) => name)).toEqual(['knowledgeEmbedded', 'embeddingFailed']);
});
