import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';
import type { ToolTest } from './tools.ts';

/** `inreply tools`: what agents look up and do. */
export function addTools(program: Command, terminal: Terminal): void {
  const tools = program
    .command('tools')
    .description('the tools of all agents: what they look up, and what they do on approval')
    .action(async () => (await import('./tools.ts')).listTools(terminal));
  tools
    .command('test')
    .description('make one look-up, and show what the model would be given')
    .argument('<tool>', 'its name in agent.yaml')
    .option('--agent <name>', 'whose, where several agents have one of that name')
    .option('--arg <name=value...>', 'what a mail would give')
    .option('--sender <address>', 'the proven sender')
    .action(async (tool: string, options: ToolTest) =>
      (await import('./tools.ts')).testTool(tool, options, terminal),
    );
}
