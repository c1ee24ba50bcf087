import { parseArgs } from 'node:util';
import { createAnswerSource } from '#cli/eval/recordings.ts';
import { runSide } from '#cli/eval/run.ts';
import { createAsk } from '#llm/ask.ts';
import { startSandbox } from '../../sandbox/start.ts';
import { measureSet, sortedFrom } from './intent-measure.ts';
import { type IntentSet, intentSets } from './intent-sets.ts';
import { printEval, type Rate } from './measure.ts';

/*
 * npm run eval:intents [-- --set NAME --limit N --seed N --concurrency N --ids N --json --corpus DIR]
 * Sorts labelled mails with the model of OPENAI_*, or with the sandbox's stand-in. Exit code: 0, 2 without a corpus.
 */
const { values } = parseArgs({
  options: {
    set: { type: 'string' },
    limit: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    concurrency: { type: 'string', default: '8' },
    corpus: { type: 'string' },
    json: { type: 'boolean' },
    ids: { type: 'string' },
  },
});
if (values.corpus !== undefined) process.env['CORPUS'] = values.corpus;

const sets = intentSets(Number(values.limit), Number(values.seed)).filter(
  ({ name }) => values.set === undefined || values.set === name,
);
if (sets.length === 0) {
  process.stderr.write('There is no set to sort: say --corpus DIR, the folder that holds intents/\n');
  process.exitCode = 2;
} else {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: model } = process.env;
  await using sandbox = (apiKey ?? baseUrl) ? undefined : await startSandbox({ port: 0, smtpPort: 0 });
  const ask = createAsk({
    apiKey: apiKey ?? 'none',
    baseUrl: sandbox ? `${sandbox.url}/v1` : baseUrl,
    timeoutMs: 60_000,
  });
  const used = sandbox ? 'sandbox' : model;
  if (used === undefined) throw new Error('OPENAI_MODEL is not set: say which model is to sort');

  const rates: Rate[] = [];
  const notes: string[] = [''];
  for (const set of sets) {
    const measured = measureSet(set.name, await sortAll(set, used, ask));
    rates.push(...measured.rates);
    notes.push(...measured.notes);
  }
  notes.push(
    sandbox
      ? 'Sorted by the stand-in of the sandbox, which compares words: a smoke test. Set OPENAI_* to judge a model.'
      : `Sorted by ${used}.`,
  );
  process.exitCode = printEval('Intents: what the classify step makes of labelled mail', rates, notes);
}

async function sortAll({ agent, cases }: IntentSet, model: string, ask: ReturnType<typeof createAsk>) {
  const source = createAnswerSource({ live: ask, recorded: [], nowMs: () => performance.now() });
  const only = { ...agent, config: { ...agent.config, model } };
  const runs = await runSide(
    cases,
    { label: agent.name, agents: [only], only },
    {
      source,
      repeat: 1,
      concurrency: Number(values.concurrency),
      signal: new AbortController().signal,
    },
  );
  const labels = new Map(cases.map(({ id, label }) => [id, label]));
  return runs.map((run) => sortedFrom(run, labels.get(run.one.id) ?? ''));
}
