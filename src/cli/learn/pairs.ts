import { z } from 'zod';
import { type Pair, pairChanges } from '#domain/pair.ts';
import { SetupError } from '#errors.ts';
import { askServer, readAnswer } from '#cli/server.ts';
import type { Terminal } from '#cli/terminal.ts';
import type { Config } from '../../config.ts';

const Answer = z.looseObject({
  pairs: z.array(
    z.object({
      id: z.string(),
      agent: z.string(),
      grant_id: z.string(),
      message_id: z.string(),
      category: z.string().nullable(),
      reasons: z.array(z.string()),
      by: z.string(),
      at: z.string(),
      question: z.string(),
      draft: z.string(),
      final: z.string(),
      why: z.string().nullable(),
      changes: z.array(z.enum(pairChanges)),
    }),
  ),
});

export type PairQuery = { agent?: string | undefined; since: string };

/** What the running server has kept, newest first. Throws SetupError, saying what to do. */
export async function fetchPairs(query: PairQuery, config: Config, terminal: Terminal): Promise<Pair[]> {
  const { agent, since } = query;
  const words = new URLSearchParams({ since, ...(agent === undefined ? {} : { agent }) });
  const answer = await askServer(config, `/api/learning/pairs?${words.toString()}`, terminal);
  if (answer.kind === 'refused') throw new SetupError(answer.message);
  return readAnswer(Answer, answer.body).pairs.map(
    ({ grant_id: grantId, message_id: messageId, at, ...rest }) => ({
      ...rest,
      grantId,
      messageId,
      atMs: Date.parse(at),
    }),
  );
}

/** Said where there is nothing to learn from. */
export const nothingKept =
  'nothing is kept to learn from: set learn: true beside a mailbox in agent.yaml, and approve replies with changes';
