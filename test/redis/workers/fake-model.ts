import type { Classification, Cost, Draft } from '#domain/decision.ts';
import type { Ask } from '#domain/ports.ts';
import { aClassification, aDraft } from '../../helpers/builders.ts';

/** A model that answers as told. */
export type FakeModel = {
  /** What it answers. */
  classification: Classification;
  draft: Draft;
  /** What it makes of the prompt, in place of the above. */
  write?: (user: string) => Draft;
  /** Its classification of a text that holds the word, in place of the above. */
  byWord: Record<string, Classification>;
  /** What it finds for the arguments of a tool. */
  found: Record<string, string | null>;
  /** What each answer costs. */
  cost: Cost;
  /** What the next questions throw; undefined lets one pass. */
  faults: (Error | undefined)[];
  /** The questions it got. */
  prompts: { name: string; user: string }[];
};

export function createFakeModel(): { model: FakeModel; ask: Ask } {
  const model: FakeModel = {
    classification: aClassification(),
    draft: aDraft(),
    byWord: {},
    found: {},
    cost: { model_calls: 1, input_tokens: 10, output_tokens: 2 },
    faults: [],
    prompts: [],
  };

  /** By the mail it is asked about, which is the last one. */
  const classificationOf = (text: string) => {
    const { byWord, classification } = model;
    const words = Object.keys(byWord).toSorted((a, b) => text.lastIndexOf(b) - text.lastIndexOf(a));
    const [last = ''] = words;
    return (text.includes(last) ? byWord[last] : undefined) ?? classification;
  };

  return {
    model,
    async ask({ model: asked, name, prompt, schema, signal }) {
      signal.throwIfAborted();
      model.prompts.push({ name, user: prompt.user });
      const fault = model.faults.shift();
      if (fault) throw fault;
      const draft = () => model.write?.(prompt.user) ?? model.draft;
      const sorted = () => (name === 'tool_arguments' ? model.found : classificationOf(prompt.user));
      const value = name === 'draft' ? draft() : sorted();
      return { value: schema.parse(value), raw: JSON.stringify(value), cost: model.cost, model: asked };
    },
  };
}
