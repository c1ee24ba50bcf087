import { z } from 'zod';
import { SetupError } from '#errors.ts';
import { askServer, readAnswer } from '#cli/server.ts';
import { type Terminal, UsageError } from '#cli/terminal.ts';
import { loadConfig } from '../../config.ts';

export type ForgetOptions = { mailbox?: string; before?: string; all?: true };

/** Has the server erase what it kept to learn from. Throws UsageError unless it is said what. */
export async function forget({ mailbox, before, all }: ForgetOptions, terminal: Terminal): Promise<void> {
  if ((all === true) === (mailbox !== undefined || before !== undefined))
    throw new UsageError('say what to forget: --mailbox GRANT, --before DATE, or --all');
  const beforeMs = before === undefined ? undefined : Date.parse(before);
  if (Number.isNaN(beforeMs)) throw new UsageError(`--before ${before} is no date; write 2026-03-01`);
  const body = {
    ...(all === true ? { all } : {}),
    ...(mailbox === undefined ? {} : { grant_id: mailbox }),
    ...(beforeMs === undefined ? {} : { before: new Date(beforeMs).toISOString() }),
  };
  const config = loadConfig(terminal.env, 'cli');
  const answer = await askServer(config, '/api/learning/forget', terminal, body);
  if (answer.kind === 'refused') throw new SetupError(answer.message);
  const { forgotten } = readAnswer(z.looseObject({ forgotten: z.number() }), answer.body);
  terminal.print(`${forgotten} forgotten`);
}
