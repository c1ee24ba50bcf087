import type { Context, Stores } from './context.ts';
import { createEmbed } from '#llm/embed.ts';
import { createVectors } from '#store/vectors.ts';
import type { Meaning } from '#workers/think/meaning.ts';

/** A reloaded knowledge has its vectors made so much later at most. */
const LOOK_EVERY_MS = 5_000;

/**
 * The search by meaning. Vectors are made in the background, at the start and whenever an agent was loaded anew; nothing is
 * loaded or asked while no agent names a model for it.
 */
export function startMeaning(
  { config, agents, events }: Context,
  { redis }: Stores,
  stack: AsyncDisposableStack,
  stopping: AbortSignal,
): Pick<Meaning, 'find'> {
  const { apiKey, baseUrl, timeoutMs, embeddings: defaultModel } = config.model;
  let loading: Promise<Meaning> | undefined;
  const load = async (): Promise<Meaning> => {
    const { createMeaning } = await import('#workers/think/meaning.ts');
    const embed = createEmbed({ apiKey, baseUrl, timeoutMs });
    return createMeaning({ embed, vectors: createVectors(redis), events, defaultModel, stopping });
  };
  const wanted = () =>
    agents.agents().filter((agent) => (agent.config.embeddings ?? defaultModel) !== undefined);
  const look = async () => {
    if (wanted().length > 0) (await (loading ??= load())).prepare(wanted());
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  stack.defer(() => clearInterval(timer));
  void look();
  return {
    async find(agent, ...question) {
      return wanted().includes(agent) ? (await (loading ??= load())).find(agent, ...question) : undefined;
    },
  };
}
