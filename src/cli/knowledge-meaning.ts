import type { Knowledge } from '#agent/knowledge/knowledge.ts';
import type { Agent } from '#domain/agent-config.ts';
import { messageOf } from '#errors.ts';
import { createEmbed } from '#llm/embed.ts';
import { createMeaning } from '#workers/think/meaning.ts';
import type { Config } from '../config.ts';

/**
 * Ids of the passages by what they mean, the nearest first, and what is said of it; nothing where no model is set or all of the
 * knowledge is given whole. The vectors are made for this question and not kept.
 */
export async function meaningOf(
  agent: Agent,
  { isSmall }: Pick<Knowledge, 'isSmall'>,
  question: string,
  { model }: Config,
  signal: AbortSignal,
): Promise<{ ids: string[] | undefined; state: string | undefined }> {
  const name = agent.config.embeddings ?? model.embeddings;
  if (name === undefined || isSmall) return { ids: undefined, state: undefined };
  const made = Promise.withResolvers<string>();
  const meaning = createMeaning({
    embed: createEmbed(model),
    vectors: {
      read: (_model, texts) => Promise.resolve(texts.map(() => undefined)),
      write: () => Promise.resolve(),
    },
    events: {
      knowledgeEmbedded: () => made.resolve(name),
      embeddingFailed: ({ error }) => made.resolve(`${name} could not be asked: ${messageOf(error)}`),
    },
    defaultModel: name,
    stopping: signal,
  });
  meaning.prepare([agent]);
  const state = await made.promise;
  return { ids: await meaning.find(agent, question, signal), state };
}
