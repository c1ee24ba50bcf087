import { SetupError } from '#errors.ts';
import { loadConfig } from '../config.ts';
import { readAgents } from './agents.ts';
import { askServer } from './server.ts';
import { placesOf } from './show.ts';
import { printable, type Terminal, UsageError } from './terminal.ts';

/**
 * Has the server send a dead letter round again: a message as GRANT/MESSAGE or by its id alone, or any letter by the id that
 * `inreply queues` lists. What is not dead is refused.
 */
export async function retryDead(what: string, grant: string | undefined, terminal: Terminal): Promise<void> {
  const config = loadConfig(terminal.env, 'cli');
  const { agents } = await readAgents(config, terminal.cwd);
  const grants = agents.flatMap((agent) => agent.config.mailboxes.map((mailbox) => mailbox.grant));
  const places = grant === undefined ? placesOf(what, grants) : [{ grant, id: what }];
  const paths = what.startsWith('dl_')
    ? [`/api/dead/${encodeURIComponent(what)}/retry`]
    : places.map(
        ({ grant: at, id }) => `/api/messages/${encodeURIComponent(at)}/${encodeURIComponent(id)}/retry`,
      );
  if (paths.length === 0) throw new UsageError(`which mailbox? Say GRANT/${what}, or --grant`);
  let refusal = '';
  for (const path of paths) {
    const answer = await askServer(config, path, terminal, {});
    if (answer.kind === 'good') {
      return terminal.print(`${printable(what)} goes round again; inreply show says what becomes of it`);
    }
    refusal = answer.message;
    if (answer.status !== 404) break;
  }
  throw new SetupError(refusal);
}
