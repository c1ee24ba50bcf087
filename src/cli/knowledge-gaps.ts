import { z } from 'zod';
import { SetupError } from '#errors.ts';
import { loadConfig } from '../config.ts';
import { askServer, readAnswer } from './server.ts';
import { jsonText, table, type Terminal } from './terminal.ts';

/** `GET /api/knowledge/gaps`, as far as it is shown. */
const Answer = z.looseObject({
  gaps: z.array(
    z.looseObject({
      agent: z.string(),
      question: z.string(),
      count: z.number(),
      belongs_to: z.string().nullable(),
      messages: z.array(z.looseObject({ grant_id: z.string(), message_id: z.string() })),
    }),
  ),
});

/** Prints the questions that the knowledge did not answer, the most frequent first. */
export async function knowledgeGaps(
  { since, json }: { since: string; json?: true },
  terminal: Terminal,
): Promise<void> {
  const config = loadConfig(terminal.env, 'cli');
  const path = `/api/knowledge/gaps?since=${encodeURIComponent(since)}`;
  const answer = await askServer(config, path, terminal);
  if (answer.kind === 'refused') throw new SetupError(answer.message);
  if (json === true) return terminal.print(jsonText(answer.body));
  const { gaps } = readAnswer(Answer, answer.body);
  if (gaps.length === 0) return terminal.print(`nothing was left unanswered in the last ${since}`);
  const rows = gaps.map(({ agent, question, count, belongs_to, messages: [first] }) => [
    `${count} x`,
    agent,
    question,
    belongs_to === null ? 'a new file' : `near ${belongs_to}`,
    first === undefined ? '' : `${first.grant_id}/${first.message_id}`,
  ]);
  terminal.print(table([['how often', 'agent', 'question', 'where it may belong', 'a message'], ...rows]));
}
