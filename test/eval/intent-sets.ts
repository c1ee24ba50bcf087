import { z } from 'zod';
import type { EvalCase } from '#cli/eval/read-cases.ts';
import { type Agent, AgentConfig } from '#domain/agent-config.ts';
import { createRandom } from '../prove/random.ts';
import { corpusFolder, readLines } from './measure.ts';

/** A labelled set as the classify step sees it: an agent whose categories are the labels, and mails. */
export type IntentSet = { name: string; agent: Agent; cases: (EvalCase & { label: string })[] };

const address = 'desk@eval.example';

/** Labels as names of categories: lower-case letters, digits and `_`; `none` is kept for what fits no label. */
export function categoryName(label: string): string {
  const name = label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_\d]+|_+$/g, '');
  return name === 'none' || name === '' ? `label_${name}` : name;
}

type Row = { id: string; text: string; label: string };

/** An agent that sorts into these labels and writes nothing: every category is skipped, so one question is asked a mail. */
function sortingAgent(name: string, labels: ReadonlyMap<string, string>): Agent {
  const categories = Object.fromEntries(
    [...labels].map(([label, when]) => [label, { when, action: 'skip' as const }]),
  );
  const config = AgentConfig.parse({
    mailboxes: [{ grant: 'eval', address }],
    mode: 'auto',
    categories,
    fallback: 'skip',
    min_confidence: 0.8,
  });
  return { name, config, instructions: 'Sort the mail.', knowledge: [] };
}

/** A mail of one sentence, or a whole one. */
function mailCase(
  { id, text, label }: Row,
  more: { from?: string; subject?: string } = {},
): EvalCase & { label: string } {
  const mail = {
    from: more.from ?? 'Ann Lund <ann.lund@customer.example>',
    to: [address],
    subject: more.subject ?? '',
    body: text,
  };
  return { id, place: id, agent: undefined, mails: [mail], expect: {}, tags: [], files: new Map(), label };
}

/** So many rows of all, the same for the same seed, in the order of the file. */
export function sample<T>(rows: readonly T[], limit: number, seed: number): T[] {
  const random = createRandom(seed);
  const drawn = rows.map((row, at) => ({ row, at, by: random.next() })).toSorted((a, b) => a.by - b.by);
  return drawn
    .slice(0, limit)
    .toSorted((a, b) => a.at - b.at)
    .map(({ row }) => row);
}

const Labelled = z.object({ id: z.string(), input: z.string(), expected: z.object({ intent: z.string() }) });
const Asking = z.object({ id: z.string(), input: z.string(), expected: z.object({ asks: z.boolean() }) });
const Triaged = z.object({
  id: z.string(),
  input: z.object({ author: z.string(), subject: z.string(), email_thread: z.string() }),
  expected: z.object({ triage: z.enum(['ignore', 'notify', 'respond']) }),
});

/**
 * The sets of corpus/intents that are there, sampled.
 *
 * - banking77, clinc150: the labels become categories; a question out of scope has the label `none`.
 * - asks: one category, and the label is whether the writer asks for something.
 * - triage: ignore, notify and respond are the categories; in an agent they would be skipped, reviewed and answered.
 */
export function intentSets(limit: number, seed: number): IntentSet[] {
  const folder = corpusFolder('intents');
  if (folder === undefined) return [];
  const rows = <T>(file: string, schema: z.ZodType<T>) =>
    readLines(folder, file).map((row) => schema.parse(row));
  const labelled = (name: string): IntentSet => {
    const all = rows(`${name}.jsonl`, Labelled).map(({ id, input, expected: { intent } }) => ({
      id,
      text: input,
      label: intent === 'oos' ? 'none' : categoryName(intent),
    }));
    const labels = [...new Set(all.map(({ label }) => label))].filter((label) => label !== 'none').toSorted();
    const described = new Map(
      labels.map((label) => [label, `the mail is about: ${label.replaceAll('_', ' ')}`]),
    );
    return {
      name,
      agent: sortingAgent(name, described),
      cases: sample(all, limit, seed).map((row) => mailCase(row)),
    };
  };
  const asks = sample(rows('asks.jsonl', Asking), limit, seed).map(({ id, input, expected }) =>
    mailCase({ id, text: input, label: expected.asks ? 'asks' : 'tells' }),
  );
  const triage = sample(rows('triage.jsonl', Triaged), limit, seed).map(({ id, input, expected }) =>
    mailCase(
      { id, text: input.email_thread, label: expected.triage },
      { from: input.author, subject: input.subject },
    ),
  );
  return [
    labelled('banking77'),
    labelled('clinc150'),
    {
      name: 'asks',
      agent: sortingAgent('asks', new Map([['mail', 'any mail of a colleague or business partner']])),
      cases: asks,
    },
    { name: 'triage', agent: sortingAgent('triage', triageLabels), cases: triage },
  ];
}

const triageLabels = new Map([
  ['ignore', 'advertises, is a newsletter, or tells of activity on a social network'],
  [
    'notify',
    'informs of something that matters, such as a deadline, a charge, an outage or a renewal, and asks for no answer',
  ],
  ['respond', 'asks the reader a question, or to do, decide, review, confirm or schedule something'],
]);
