import { z } from 'zod';
import { SetupError } from '#errors.ts';
import { loadConfig } from '../config.ts';
import { askServer, readAnswer } from './server.ts';
import { jsonText, printable, table, type Terminal, UsageError } from './terminal.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export type TokenOptions = {
  name: string;
  role: string;
  mailbox?: string[];
  expires?: string;
  json?: true;
};

const Tokens = z.looseObject({
  tokens: z.array(
    z.looseObject({
      name: z.string(),
      role: z.string(),
      mailboxes: z.union([z.literal('all'), z.array(z.string())]),
      expires_at: z.string().nullable(),
      last_used_at: z.string().nullable(),
    }),
  ),
});
const Created = z.looseObject({ name: z.string(), token: z.string(), expires_at: z.string().nullable() });

/** Prints the tokens there are, without their secrets. */
export async function listTokens({ json }: { json?: true }, terminal: Terminal): Promise<void> {
  const body = await ask('/api/tokens', terminal);
  if (json === true) return terminal.print(jsonText(body));
  const { tokens } = readAnswer(Tokens, body);
  if (tokens.length === 0) return terminal.print('no further tokens');
  const rows = tokens.map(({ name, role, mailboxes, expires_at: ends, last_used_at: used }) => [
    name,
    role,
    ends ?? 'never',
    used ?? 'never',
    mailboxes === 'all' ? mailboxes : mailboxes.join(', '),
  ]);
  terminal.print(table([['NAME', 'ROLE', 'EXPIRES', 'LAST USED', 'MAILBOXES'], ...rows]));
}

/** Makes a token and prints it, the only time that it is shown. */
export async function createToken(options: TokenOptions, terminal: Terminal): Promise<void> {
  const { name, role, mailbox, expires, json } = options;
  const body = await ask('/api/tokens', terminal, {
    name,
    role,
    ...(mailbox === undefined ? {} : { mailboxes: mailbox }),
    ...(expires === undefined ? {} : { expires_at: endOf(expires) }),
  });
  if (json === true) return terminal.print(jsonText(body));
  const { token } = readAnswer(Created, body);
  terminal.print(token);
  terminal.complain('It is shown this once; keep it where secrets are kept.');
}

export async function revokeToken(name: string, terminal: Terminal): Promise<void> {
  await ask(`/api/tokens/${encodeURIComponent(name)}/revoke`, terminal, {});
  terminal.print(printable(`token ${name} is over`));
}

function endOf(expires: string): string {
  const [, days] = /^(\d{1,4})d$/.exec(expires) ?? [];
  if (days === undefined || Number(days) === 0) {
    throw new UsageError(`--expires is a number of days such as 90d, not ${JSON.stringify(expires)}`);
  }
  return new Date(Date.now() + Number(days) * DAY_MS).toISOString();
}

async function ask(path: string, terminal: Terminal, sent?: unknown): Promise<unknown> {
  const answer = await askServer(loadConfig(terminal.env, 'cli'), path, terminal, sent);
  if (answer.kind === 'good') return answer.body;
  throw new SetupError(answer.message);
}
