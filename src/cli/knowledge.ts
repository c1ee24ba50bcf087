import { groundsOf } from '#agent/knowledge/evidence.ts';
import { inspectKnowledge } from '#agent/knowledge/inspect.ts';
import { createKnowledge, type Knowledge } from '#agent/knowledge/knowledge.ts';
import { questionsIn, spokenOf } from '#agent/knowledge/questions.ts';
import { readGrounds } from '#agent/knowledge/support.ts';
import type { Agent } from '#domain/agent-config.ts';
import { SetupError } from '#errors.ts';
import { type Config, loadConfig } from '../config.ts';
import { readAgents } from './agents.ts';
import { meaningOf } from './knowledge-meaning.ts';
import { indented, jsonText, paint, table, type Terminal } from './terminal.ts';

type Options = { json?: true };

/** Shows what a question would find in the knowledge of an agent; without a question, what is in it and what is wrong with it. */
export async function checkKnowledge(
  name: string | undefined,
  words: readonly string[],
  { json }: Options,
  terminal: Terminal,
): Promise<void> {
  const config = loadConfig(terminal.env, 'cli');
  const { agents, faults } = await readAgents(config, terminal.cwd);
  const chosen = agents.filter((agent) => name === undefined || agent.name === name);
  if (chosen.length === 0) {
    const known = agents.map((agent) => agent.name).join(', ');
    throw new SetupError([`no agent ${name ?? ''} can be read; there are: ${known}`, ...faults].join('\n'));
  }
  const question = words.join(' ').trim();
  const results = await Promise.all(
    chosen.map(async (agent) => {
      const knowledge = createKnowledge(agent.knowledge);
      return question === ''
        ? survey(agent, knowledge)
        : answerTo(question, agent, knowledge, config, terminal);
    }),
  );
  if (json === true) return terminal.print(jsonText(results));
  terminal.print(results.map((result) => describe(result, terminal)).join('\n\n'));
}

type Survey = ReturnType<typeof survey>;
type Answer = Awaited<ReturnType<typeof answerTo>>;

function survey({ name, knowledge: files }: Agent, knowledge: Knowledge) {
  return {
    agent: name,
    files: files.map((file) => ({
      name: file.name,
      characters: file.text.length,
      passages: knowledge.passages.filter(({ source }) => source === file.name).length,
    })),
    whole: knowledge.isSmall,
    warnings: inspectKnowledge(files, knowledge),
  };
}

async function answerTo(
  question: string,
  agent: Agent,
  knowledge: Knowledge,
  config: Config,
  { signal }: Terminal,
) {
  const byWords = knowledge.byWords(question, 10);
  const meaning = await meaningOf(agent, knowledge, question, config, signal);
  const prompt = knowledge.search(question, undefined, meaning.ids);
  const grounds = readGrounds(groundsOf(knowledge.passages, { instructions: '' }, []));
  return {
    agent: agent.name,
    question,
    whole: knowledge.isSmall,
    by_meaning: meaning.state,
    questions: spokenOf(questionsIn(question), grounds),
    passages: knowledge.search(question, 10, meaning.ids).map(({ id, heading, text }) => ({
      id,
      heading,
      text,
      words: byWords.find(({ passage }) => passage.id === id)?.score ?? null,
      meaning: placeIn(meaning.ids, id),
      in_prompt: prompt.some((passage) => passage.id === id),
    })),
  };
}

/** From 1. */
function placeIn(ids: readonly string[] | undefined, id: string): number | null {
  const at = ids?.indexOf(id) ?? -1;
  return at < 0 ? null : at + 1;
}

function describe(result: Survey | Answer, terminal: Terminal): string {
  return 'files' in result ? describeSurvey(result, terminal) : describeAnswer(result, terminal);
}

function describeSurvey({ agent, files, whole, warnings }: Survey, terminal: Terminal): string {
  const rows = files.map(({ name, characters, passages }) => [
    name,
    `${passages} passages`,
    `${characters} characters`,
  ]);
  const how = whole
    ? 'all of it goes to the model with every question'
    : 'the passages that fit best go to the model';
  return [
    paint(terminal, 'bold', `${agent}: ${how}`),
    indented(rows.length === 0 ? 'there is no knowledge' : table(rows), 2),
    ...warnings.map(({ where, what }) => paint(terminal, 'yellow', `  ${where.join(', ')}: ${what}`)),
  ].join('\n');
}

/** Below that a question is taken to be spoken of nowhere, as when a draft is checked. */
const spoken = 0.4;

function describeAnswer(answer: Answer, terminal: Terminal): string {
  const { agent, question, whole, by_meaning: state, passages, questions } = answer;
  const rows = passages.map(({ id, words, meaning, in_prompt: isIn, heading }) => [
    isIn ? 'in the prompt' : '',
    id,
    words === null ? 'no words' : `words ${words.toFixed(1)}`,
    meaning === null ? '' : `by meaning ${meaning}.`,
    heading,
  ]);
  const [best] = passages;
  return [
    paint(terminal, 'bold', `${agent}: ${question}`),
    ...(whole ? ['  all of the knowledge goes to the model; what follows is what comes nearest'] : []),
    ...(state === undefined ? [] : [`  by meaning: ${state}`]),
    indented(rows.length === 0 ? 'no passage has any of these words' : table(rows), 2),
    ...(best === undefined ? [] : ['', indented(best.text, 4), '']),
    ...questions
      .filter(({ score }) => score < spoken)
      .map((one) =>
        paint(terminal, 'yellow', `  no passage seems to answer: ${one.question} (${one.score.toFixed(2)})`),
      ),
  ].join('\n');
}
