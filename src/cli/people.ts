import { z } from 'zod';
import { SetupError } from '#errors.ts';
import { hashPassword } from '#server/sign-in/password.ts';
import { loadConfig } from '../config.ts';
import { askServer, readAnswer } from './server.ts';
import { jsonText, printable, table, type Terminal } from './terminal.ts';

/** Shorter ones are found by trying (NIST SP 800-63B section 3.1.1.2 asks for 8 at the least). */
const shortest = 10;

const People = z.looseObject({
  people: z.array(z.looseObject({ id: z.string(), name: z.string(), role: z.string() })),
});

/** Prints a password as PEOPLE_FILE wants it. */
export async function hash(terminal: Terminal): Promise<void> {
  const password = await terminal.readSecret('Password');
  if (password.length < shortest) {
    throw new SetupError(`the password has fewer than ${shortest} characters; take a longer one`);
  }
  terminal.print(await hashPassword(password));
}

/** Prints who may be given reviews. */
export async function listPeople({ json }: { json?: true }, terminal: Terminal): Promise<void> {
  const body = await ask('/api/people', terminal);
  if (json === true) return terminal.print(jsonText(body));
  const { people } = readAnswer(People, body);
  if (people.length === 0) {
    return terminal.print('nobody signs in by name; set PEOPLE_FILE or OIDC_ISSUER (docs/operation.md)');
  }
  terminal.print(table([['ID', 'NAME', 'ROLE'], ...people.map(({ id, name, role }) => [id, name, role])]));
}

/** Ends all sessions of a person. */
export async function signOut(id: string, terminal: Terminal): Promise<void> {
  const body = await ask(`/api/people/${encodeURIComponent(id)}/sign-out`, terminal, {});
  const { sessions } = readAnswer(z.looseObject({ sessions: z.number() }), body);
  terminal.print(printable(`${id} is signed out; sessions that ended: ${sessions}`));
}

async function ask(path: string, terminal: Terminal, sent?: unknown): Promise<unknown> {
  const answer = await askServer(loadConfig(terminal.env, 'cli'), path, terminal, sent);
  if (answer.kind === 'good') return answer.body;
  throw new SetupError(answer.message);
}
