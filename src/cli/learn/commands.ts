import type { Command } from 'commander';
import type { Terminal } from '#cli/terminal.ts';
import type { ForgetOptions } from './forget.ts';
import type { LearnOptions } from './learn.ts';
import type { PairQuery } from './pairs.ts';

/** Adds `learn` and what belongs to it. */
export function addLearn(program: Command, terminal: Terminal): void {
  const learning = program
    .command('learn')
    .description(
      'propose changes of instructions and knowledge, from what people made of drafts; changes nothing',
    )
    .option('--agent <name>', 'from replies of one agent')
    .option('--since <days>', 'up to 90d', '30d')
    .option('--min <count>', 'how many replies have to show a change', '2')
    .option('--out <folder>', 'write AGENT.patch there, for git apply')
    .option('--json', 'as JSON')
    .action(async (options: LearnOptions) => (await import('./learn.ts')).learn(options, terminal));
  learning
    .command('export')
    .description('write what was kept as cases for inreply eval')
    .requiredOption('--cases <folder>', 'where to; files are readable by their owner alone')
    .option('--agent <name>', 'of one agent')
    .option('--since <days>', 'up to 90d', '90d')
    .action(async (options: PairQuery & { cases: string }) =>
      (await import('./export-pairs.ts')).exportPairs(options, terminal),
    );
  learning
    .command('forget')
    .description('erase what was kept to learn from')
    .option('--mailbox <grant>', 'of one mailbox')
    .option('--before <date>', 'what is older')
    .option('--all', 'everything')
    .action(async (options: ForgetOptions) => (await import('./forget.ts')).forget(options, terminal));
}
