import type { Passage } from '#agent/knowledge/passage.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { Embed } from '#domain/ports.ts';
import type { Vectors } from '#store/vectors.ts';
import type { Events } from '#telemetry/events.ts';
import { knowledgeOf } from './knowledge-of.ts';

/** Finds passages by what they mean, where the agent names a model for that. */
export type Meaning = {
  /** Has the vectors of all passages made, in the background; those that are known cost nothing. */
  prepare(agents: readonly Agent[]): void;
  /**
   * Ids of all passages, the nearest to the question first. Undefined where none are to be found so: no model is set, all of the
   * knowledge stands in the prompt anyway, the vectors are still being made, or the server failed, which is told of.
   */
  find(agent: Agent, question: string, signal: AbortSignal): Promise<string[] | undefined>;
};

type MeaningDeps = {
  embed: Embed;
  vectors: Vectors;
  events: Pick<Events, 'embeddingFailed' | 'knowledgeEmbedded'>;
  /** The model of agents that name none. */
  defaultModel: string | undefined;
  stopping: AbortSignal;
};

/** Servers take up to 2,048 texts; small requests end within their time. */
const batchSize = 64;
/** Servers take about 8,000 tokens a text. */
const maxLength = 8_000;
/** A server that failed is asked again no sooner. */
const retryMs = 60_000;
/** Longer than that nobody waits for a question's vector: words find passages too. */
const questionMs = 5_000;

type Prepared = { vectors: Map<string, Float32Array> | undefined; failedAtMs: number | undefined };

export function createMeaning(deps: MeaningDeps): Meaning {
  const prepared = new WeakMap<Agent, Prepared>();
  const modelOf = ({ config }: Agent) => config.embeddings ?? deps.defaultModel;

  async function make(agent: Agent, model: string, state: Prepared): Promise<void> {
    const { passages } = knowledgeOf(agent);
    try {
      state.vectors = await vectorsOf(deps, model, passages);
      deps.events.knowledgeEmbedded({ agent: agent.name, passages: passages.length });
    } catch (error) {
      if (deps.stopping.aborted) return;
      state.failedAtMs = performance.now();
      deps.events.embeddingFailed({ agent: agent.name, error });
    }
  }

  function prepareOne(agent: Agent): Prepared | undefined {
    const model = modelOf(agent);
    if (model === undefined || knowledgeOf(agent).isSmall) return undefined;
    const known = prepared.get(agent);
    if (known && (known.failedAtMs === undefined || performance.now() - known.failedAtMs < retryMs))
      return known;
    const state: Prepared = { vectors: undefined, failedAtMs: undefined };
    prepared.set(agent, state);
    void make(agent, model, state);
    return state;
  }

  return {
    prepare(agents) {
      for (const agent of agents) prepareOne(agent);
    },
    async find(agent, question, signal) {
      const model = modelOf(agent);
      const vectors = prepareOne(agent)?.vectors;
      if (model === undefined || vectors === undefined || question.trim() === '') return undefined;
      try {
        const within = AbortSignal.any([signal, AbortSignal.timeout(questionMs)]);
        const [asked] = await deps.embed({ model, texts: [question.slice(0, maxLength)], signal: within });
        return asked === undefined ? undefined : nearest(vectors, Float32Array.from(asked));
      } catch (error) {
        signal.throwIfAborted();
        deps.events.embeddingFailed({ agent: agent.name, error });
        return undefined;
      }
    },
  };
}

/** Of those that are not known already, a batch after the other; each is kept as soon as it is there. */
async function vectorsOf(
  { embed, vectors, stopping }: MeaningDeps,
  model: string,
  passages: readonly Passage[],
): Promise<Map<string, Float32Array>> {
  const known = await vectors.read(model, passages.map(textOf));
  const found = new Map<string, Float32Array>();
  for (const [at, passage] of passages.entries()) {
    const vector = known[at];
    if (vector !== undefined) found.set(passage.id, vector);
  }
  const missing = passages.filter(({ id }) => !found.has(id));
  for (let at = 0; at < missing.length; at += batchSize) {
    const batch = missing.slice(at, at + batchSize);
    const texts = batch.map(textOf);
    const made = (await embed({ model, texts, signal: stopping })).map((vector) => Float32Array.from(vector));
    await vectors.write(model, texts, made);
    for (const [place, vector] of made.entries()) found.set(batch[place]?.id ?? '', vector);
  }
  return found;
}

function textOf({ heading, text }: Passage): string {
  return `${heading}\n${text}`.slice(0, maxLength);
}

function nearest(vectors: ReadonlyMap<string, Float32Array>, asked: Float32Array): string[] {
  return [...vectors]
    .map(([id, vector]) => ({ id, score: cosine(vector, asked) }))
    .toSorted((a, b) => b.score - a.score)
    .map(({ id }) => id);
}

/** 0 for vectors of different lengths, as after a model was replaced under its name. */
function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return 0;
  let product = 0;
  let ofA = 0;
  let ofB = 0;
  for (let at = 0; at < a.length; at++) {
    const [x = 0, y = 0] = [a[at], b[at]];
    product += x * y;
    ofA += x * x;
    ofB += y * y;
  }
  return ofA === 0 || ofB === 0 ? 0 : product / Math.sqrt(ofA * ofB);
}
