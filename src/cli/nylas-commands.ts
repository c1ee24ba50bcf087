import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** Adds what is asked of Nylas: mailboxes and webhooks. */
export function addNylas(program: Command, terminal: Terminal): void {
  const accounts = program.command('accounts').description('mailboxes at Nylas (Agent Accounts)');
  accounts
    .command('create')
    .description('make a mailbox, or find the one of that address')
    .argument('<email>', 'its address, under a domain of your Nylas application')
    .option('--name <name>', 'shown beside the address')
    .action(async (email: string, options: { name?: string }) =>
      (await import('./accounts.ts')).createAccount(email, options, terminal),
    );
  accounts
    .command('list')
    .description('all mailboxes of the application')
    .option('--json', 'as JSON')
    .action(async (options: { json?: true }) =>
      (await import('./accounts.ts')).listAccounts(options, terminal),
    );
  const webhooks = program.command('webhooks').description('how Nylas tells Inreply about new mail');
  webhooks
    .command('register')
    .description('have Nylas deliver to this Inreply; prints the secret')
    .option('--url <url>', 'where Nylas reaches Inreply (default: PUBLIC_URL)')
    .action(async (options: { url?: string }) =>
      (await import('./webhooks.ts')).registerWebhook(options, terminal),
    );
  webhooks
    .command('list')
    .description('all destinations of the application')
    .option('--json', 'as JSON')
    .action(async (options: { json?: true }) =>
      (await import('./webhooks.ts')).listWebhooks(options, terminal),
    );
  webhooks
    .command('activate')
    .description('switch a destination on again')
    .argument('<id>', 'as listed')
    .action(async (id: string) => (await import('./webhooks.ts')).activateWebhook(id, terminal));
  webhooks
    .command('rotate')
    .description('give a destination a new secret; prints it')
    .argument('<id>', 'as listed')
    .action(async (id: string) => (await import('./webhooks.ts')).rotateWebhook(id, terminal));
}
