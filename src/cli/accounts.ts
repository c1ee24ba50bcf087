import { z } from 'zod';
import { SetupError } from '#errors.ts';
import { withNylas } from './nylas.ts';
import { jsonText, table, type Terminal } from './terminal.ts';

/** Makes an Agent Account (CONTRACT section 3.11) and prints what to write into an agent's file. */
export async function createAccount(
  email: string,
  { name }: { name?: string },
  terminal: Terminal,
): Promise<void> {
  if (!z.email().safeParse(email).success) {
    throw new SetupError(`"${email}" is not an address such as support@your-domain.com`);
  }
  const account = { email, ...(name === undefined ? {} : { name }) };
  const grant = await withNylas(terminal, (nylas) => nylas.createAccount(account, terminal.signal));
  terminal.print(
    [
      table([
        ['address', grant.email ?? email],
        ['grant', grant.id],
        ['status', grant.grant_status ?? 'unknown'],
      ]),
      '',
      'Give it to an agent, in agents/NAME/agent.yaml:',
      'mailboxes:',
      `  - grant: "${grant.id}"`,
      `    address: ${grant.email ?? email}`,
    ].join('\n'),
  );
}

/** Prints all grants of the application. */
export async function listAccounts({ json }: { json?: true }, terminal: Terminal): Promise<void> {
  const grants = await withNylas(terminal, (nylas) => nylas.listGrants(terminal.signal));
  if (json === true) return terminal.print(jsonText(grants));
  if (grants.length === 0) return terminal.print('no mailbox yet; npx inreply accounts create ADDRESS');
  const rows = grants.map(({ id, email, provider, grant_status, name }) => [
    id,
    email ?? '',
    provider ?? '',
    grant_status ?? '',
    name ?? '',
  ]);
  terminal.print(table([['GRANT', 'ADDRESS', 'PROVIDER', 'STATUS', 'NAME'], ...rows]));
}
