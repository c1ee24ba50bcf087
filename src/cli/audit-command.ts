import type { Command } from 'commander';
import type { AuditOptions } from './audit.ts';
import type { Terminal } from './terminal.ts';

export function addAudit(program: Command, terminal: Terminal): void {
  program
    .command('audit')
    .description('who did what, when, and how it was before and after')
    .option('--review <id>', 'only of this review')
    .option('--by <id>', 'only of this person or token')
    .option('--before <time>', 'only older ones')
    .option('--limit <count>', 'up to 1000', '50')
    .option('--json', 'as JSON')
    .action(async (options: AuditOptions) => (await import('./audit.ts')).listAudit(options, terminal));
}
