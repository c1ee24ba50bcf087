import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** `inreply reviews`: what waits for a person, and what a person decides. */
export function addReviews(program: Command, terminal: Terminal): void {
  const reviews = program
    .command('reviews')
    .description('replies that wait for a person')
    .option('--json', 'as JSON')
    .option('--assignee <id>', 'those that this person looks after')
    .action(async (options: { json?: true; assignee?: string }) =>
      (await import('./reviews.ts')).listReviews(options, terminal),
    );
  reviews
    .command('approve')
    .description('send the reply as it is')
    .argument('<id>', 'as listed; ID@VERSION is refused when the reply has changed since')
    .option('--undo <seconds>', 'can be undone for so long, up to 60; nothing is sent before', Number)
    .action(async (id: string, options: { undo?: number }) =>
      (await import('./reviews.ts')).approve(id, options, terminal),
    );
  reviews
    .command('undo')
    .description('take back a verdict that still waits, or the latest approval of several')
    .argument('<id>', 'as listed')
    .action(async (id: string) => (await import('./reviews.ts')).takeBack(id, terminal));
  reviews
    .command('reject')
    .description('send nothing')
    .argument('<id>', 'as listed')
    .option('--reason <text>', 'kept with the review')
    .action(async (id: string, options: { reason?: string }) =>
      (await import('./reviews.ts')).reject(id, options, terminal),
    );
}
