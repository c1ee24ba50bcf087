import { Argument, Command, CommanderError, Option } from 'commander';
import { autonomyLevels } from '#domain/autonomy.ts';
import { messageOf } from '#errors.ts';
import { addAudit } from './audit-command.ts';
import type { LevelOptions } from './autonomy.ts';
import { addEval } from './eval/commands.ts';
import { addLearn } from './learn/commands.ts';
import { addPeople } from './people-commands.ts';
import { addNylas } from './nylas-commands.ts';
import type { ReplayOptions } from './replay.ts';
import { type Terminal, UsageError } from './terminal.ts';
import { addReviews } from './reviews-commands.ts';
import { addTools } from './tools-commands.ts';

/**
 * Runs one command line and gives its exit code: 0; 1 for a fault, or 2 for a command that was called wrongly, each with a
 * line on standard error that says what to do.
 * Each command is loaded only when it is used, so that none pays for the libraries of another.
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  const ended = (result: number) => {
    code = result;
  };
  const program = new Command('inreply')
    .description('Answers e-mail: one reply to each message that deserves one, none to those that do not.')
    .exitOverride()
    .enablePositionalOptions() // what stands after a subcommand is the subcommand's own
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.complain(text.trimEnd()),
    })
    .showHelpAfterError('(inreply --help lists the commands, inreply help COMMAND explains one)');
  addService(program, terminal, ended);
  addLooking(program, terminal);
  addReviews(program, terminal);
  addTools(program, terminal);
  addPeople(program, terminal);
  addEval(program, terminal, ended);
  addLearn(program, terminal);
  addKnowledge(program, terminal);
  addNylas(program, terminal);

  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has said why
    terminal.complain(messageOf(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

function addService(program: Command, terminal: Terminal, ended: (code: number) => void): void {
  program
    .command('doctor')
    .description('check everything Inreply needs, and say how to put right what is wrong')
    .action(async () => ended(await (await import('./doctor.ts')).doctor(terminal)));
  program
    .command('start')
    .description('run the service against the real Nylas and model')
    .addArgument(new Argument('[role]', 'what to run').choices(['all', 'server', 'worker']).default('all'))
    .action(async (role: string) => ended(await (await import('./start.ts')).start(role, terminal)));
  program
    .command('demo')
    .description('run everything on this machine against the sandbox; needs no account')
    .action(async () => ended(await (await import('./demo.ts')).demo()));
}

function addLooking(program: Command, terminal: Terminal): void {
  program
    .command('show')
    .description('what became of a message, and why')
    .argument('<message>', 'GRANT/MESSAGE, or the id of the message alone')
    .option('--json', 'as JSON')
    .option('--prompts', 'with what models were asked and answered, where KEEP_PROMPTS_DAYS has it kept')
    .action(async (message: string, options: { json?: true; prompts?: true }) =>
      (await import('./show.ts')).show(message, options, terminal),
    );
  addReplay(program, terminal);
  addAutonomy(program, terminal);
  addPause(program, terminal);
  addAudit(program, terminal);
  const queues = program
    .command('queues')
    .description('how much waits, and what was given up (dead letters)')
    .option('--json', 'as JSON')
    .action(async (options: { json?: true }) => (await import('./queues.ts')).queues(options, terminal));
  queues
    .command('dismiss')
    .description('take a dead letter off the list; its message stays unanswered')
    .argument('<id>', 'as listed')
    .action(async (id: string) => (await import('./queues.ts')).dismiss(id, terminal));
}

function addAutonomy(program: Command, terminal: Terminal): void {
  const autonomy = program
    .command('autonomy')
    .description(
      'what each category has earned, what is missing to the next level, and replies that are held',
    )
    .argument('[agent]', 'of one agent alone')
    .option('--json', 'as JSON')
    .action(async (agent: string | undefined, options: { json?: true }) =>
      (await import('./autonomy.ts')).autonomy(agent, options, terminal),
    );
  for (const [direction, text] of [
    ['promote', 'set a category one level up'],
    ['demote', 'set a category one level down'],
  ] as const) {
    autonomy
      .command(direction)
      .description(text)
      .argument('<agent>', 'as listed')
      .argument('<category>', 'as listed')
      .addOption(new Option('--to <level>', 'the level itself').choices(autonomyLevels))
      .option('--grant <grant>', 'in one mailbox; else in all of the agent')
      .option('--reason <text>', 'kept with the level')
      .action(async (agent: string, category: string, options: LevelOptions) =>
        (await import('./autonomy.ts')).changeLevel(direction, [agent, category], options, terminal),
      );
  }
  autonomy
    .command('undo')
    .description('take a held reply back; it waits for a person then')
    .argument('<message>', 'GRANT/MESSAGE, as listed')
    .action(async (message: string) => (await import('./autonomy.ts')).undo(message, terminal));
}

function addPause(program: Command, terminal: Terminal): void {
  program
    .command('pause')
    .description(
      'the kill switch: stop an agent, or all, from sending by itself; without --because, say what is stopped',
    )
    .argument('[agent]', 'its name; all agents when left out')
    .option('--because <text>', 'why, for those who find it stopped')
    .option('--json', 'as JSON')
    .action(async (agent: string | undefined, options: { because?: string; json?: true }) =>
      (await import('./pause.ts')).pause(agent, options, terminal),
    );
  program
    .command('resume')
    .description('lift a pause')
    .argument('[agent]', 'its name; the pause of all agents when left out')
    .option('--json', 'as JSON')
    .action(async (agent: string | undefined, options: { json?: true }) =>
      (await import('./pause.ts')).resume(agent, options, terminal),
    );
}

function addReplay(program: Command, terminal: Terminal): void {
  program
    .command('replay')
    .description('show what would become of a message now, and how it differs from last time; writes nothing')
    .argument('<message>', 'GRANT/MESSAGE, an id, or a file: JSON of Nylas, a notification, or a mail (.eml)')
    .option('--agent <name>', 'which agent answers a file')
    .option('--grant <grant>', 'the mailbox, when only the id of the message is given')
    .option('--json', 'as JSON')
    .option('--execute', 'in earnest: send a dead letter round again (also by its dl_ id)')
    .addHelpText(
      'after',
      '\nIt asks the model (two questions, at its usual price), reads Nylas and Redis, and makes look-ups of tools.\nNothing is written: no mail, no draft, no record, no limit taken.\nExit code: 0 it ran, 1 a fault, 2 called wrongly.',
    )
    .action(async (message: string, options: ReplayOptions & { execute?: true }) =>
      options.execute === true
        ? (await import('./retry.ts')).retryDead(message, options.grant, terminal)
        : (await import('./replay.ts')).replay(message, options, terminal),
    );
}

function addKnowledge(program: Command, terminal: Terminal): void {
  const knowledge = program.command('knowledge').description('what agents may rely on, and what it lacks');
  knowledge
    .command('check')
    .description('what a question would find; without one, what is there and what is wrong with it')
    .argument('[agent]', 'whose knowledge; without it, that of all')
    .argument('[question...]', 'as a customer would ask it')
    .option('--json', 'as JSON')
    .action(async (agent: string | undefined, question: string[], options: { json?: true }) =>
      (await import('./knowledge.ts')).checkKnowledge(agent, question, options, terminal),
    );
  knowledge
    .command('gaps')
    .description('questions that could not be answered, alike ones together')
    .option('--since <days>', 'up to 35d', '7d')
    .option('--json', 'as JSON')
    .action(async (options: { since: string; json?: true }) =>
      (await import('./knowledge-gaps.ts')).knowledgeGaps(options, terminal),
    );
}
