import { type Command, Option } from 'commander';
import { roles } from '#domain/person.ts';
import type { TokenOptions } from './access-tokens.ts';
import type { Terminal } from './terminal.ts';

/** `inreply people …` and `inreply tokens …`: who may sign in, and machines that may ask. */
export function addPeople(program: Command, terminal: Terminal): void {
  const people = program
    .command('people')
    .description('who may be given reviews: those of PEOPLE_FILE, and those who came by a provider')
    .option('--json', 'as JSON')
    .action(async (options: { json?: true }) => (await import('./people.ts')).listPeople(options, terminal));
  people
    .command('hash')
    .description('hash a password for PEOPLE_FILE; asks for it, or reads it from standard input')
    .action(async () => (await import('./people.ts')).hash(terminal));
  people
    .command('sign-out')
    .description('end all sessions of somebody, at once')
    .argument('<id>', 'as listed; "token" for those who came with the API token')
    .action(async (id: string) => (await import('./people.ts')).signOut(id, terminal));

  const tokens = program
    .command('tokens')
    .description('further tokens of the API, each with a role and mailboxes of its own')
    .option('--json', 'as JSON')
    .action(async (options: { json?: true }) =>
      (await import('./access-tokens.ts')).listTokens(options, terminal),
    );
  tokens
    .command('list')
    .description('the same')
    .option('--json', 'as JSON')
    .action(async (options: { json?: true }) =>
      (await import('./access-tokens.ts')).listTokens(options, terminal),
    );
  tokens
    .command('create')
    .description('make one; it is shown once')
    .requiredOption('--name <name>', 'what it is for, in small letters')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory())
    .option('--mailbox <mailbox...>', 'address or grant; all of them when left out')
    .option('--expires <days>', 'ends after so many days, such as 90d')
    .option('--json', 'as JSON')
    .action(async (options: TokenOptions) =>
      (await import('./access-tokens.ts')).createToken(options, terminal),
    );
  tokens
    .command('revoke')
    .description('end one, at once')
    .argument('<name>', 'as listed')
    .action(async (name: string) => (await import('./access-tokens.ts')).revokeToken(name, terminal));
}
