import { z } from 'zod';
import { SetupError } from '#errors.ts';
import { loadConfig } from '../config.ts';
import { askServer, readAnswer } from './server.ts';
import { jsonText, printable, type Terminal } from './terminal.ts';

/** `GET /api/pause`. */
export const Paused = z.looseObject({
  pauses: z.array(
    z.looseObject({ agent: z.string().nullable(), because: z.string(), by: z.string(), since: z.string() }),
  ),
});
export type Paused = z.infer<typeof Paused>;

/** Stops an agent, or all of them, from sending by itself; without a reason it says what is stopped. */
export async function pause(
  agent: string | undefined,
  { because, json }: { because?: string; json?: true },
  terminal: Terminal,
): Promise<void> {
  if (because === undefined) {
    if (agent !== undefined) throw new SetupError('say why: inreply pause AGENT --because "..."');
    return print(await ask('/api/pause', terminal), json, terminal);
  }
  print(await ask('/api/pause', terminal, { agent, because }), json, terminal);
}

/** Lets an agent, or all of them, send again; a pause of the other kind stands on. */
export async function resume(
  agent: string | undefined,
  { json }: { json?: true },
  terminal: Terminal,
): Promise<void> {
  print(await ask('/api/resume', terminal, { agent }), json, terminal);
}

/** One line for each pause that stands. */
export function pauseLines({ pauses }: Paused): string[] {
  return pauses.map(({ agent, because, by, since }) => {
    const who = agent === null ? 'all agents' : `agent ${agent}`;
    return printable(`${who} paused since ${since} (${by}): ${because}`);
  });
}

function print(answer: Paused, json: true | undefined, terminal: Terminal): void {
  if (json === true) return terminal.print(jsonText(answer));
  const lines = pauseLines(answer);
  terminal.print(lines.length === 0 ? 'nothing is paused' : lines.join('\n'));
}

async function ask(path: string, terminal: Terminal, body?: unknown): Promise<Paused> {
  const answer = await askServer(loadConfig(terminal.env, 'cli'), path, terminal, body);
  if (answer.kind === 'good') return readAnswer(Paused, answer.body);
  throw new SetupError(answer.message);
}
