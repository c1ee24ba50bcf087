import type { Command } from 'commander';
import type { Terminal } from '#cli/terminal.ts';
import type { EvalOptions } from './evaluate.ts';
import type { ExportOptions } from './export.ts';

/** Adds `eval` and what belongs to it. */
export function addEval(program: Command, terminal: Terminal, ended: (code: number) => void): void {
  const evaluation = program
    .command('eval')
    .description(
      'run cases through the real pipeline and measure what comes out; writes nothing to mailbox or Redis',
    )
    .argument('<cases>', 'a folder of .yaml, .json, .jsonl and .eml files, or one of them')
    .option(
      '--agent <agent>',
      'a name in AGENTS_DIR, or a folder (default: the agent whose folder the cases lie in)',
    )
    .option('--model <model>', 'instead of the models the agents name')
    .option(
      '--against <other>',
      'compare with another agent (its folder), with model=NAME, or with REPORT.json',
    )
    .option(
      '--record [file]',
      'ask the model, and keep its answers in FILE (default: recorded.jsonl beside the cases)',
    )
    .option('--recorded [file]', 'take the answers from FILE; needs no network')
    .option(
      '--bar <bar>',
      'NAME=SHARE, such as decision=0.9 or missed=0 (again for more); under it the exit code is 1',
      (bar: string, bars: string[] | undefined) => [...(bars ?? []), bar],
    )
    .option('--json', 'as JSON')
    .option('--html <file>', 'also as a page')
    .option('--concurrency <n>', 'cases at a time (default: 8)')
    .option('--limit <n>', 'no more than the first N cases')
    .option('--only <pattern>', 'cases whose id has this part (* for anything), or tag:NAME')
    .option('--repeat <k>', 'run each case K times, and count those that are right every time')
    .option('--as-is', 'keep the mode of the agent; else it is judged as if it were in auto')
    .addHelpText(
      'after',
      '\nExit code: 0 well, 1 under a bar or a case without outcome, 2 bad input, 3 recorded answers missing.',
    )
    .action(async (cases: string, options: EvalOptions) =>
      ended(await (await import('./evaluate.ts')).evaluate(cases, options, terminal)),
    );
  evaluation
    .command('export')
    .description(
      'write past mail as cases, from the verdicts people gave on reviews; asks the server and Nylas',
    )
    .requiredOption('--out <folder>', 'where to; files are readable by their owner alone')
    .option('--since <time>', 'such as 12h, 7d or 2w; the server knows of 14 days', '14d')
    .option('--agent <name>', 'of one agent only')
    .option('--limit <n>', 'no more than N cases, the newest')
    .option('--redact', 'stand-ins for addresses, numbers and the names of those who wrote')
    .action(async (options: ExportOptions) => (await import('./export.ts')).exportCases(options, terminal));
}
