import { resolve } from 'node:path';
import { runCli } from '../../src/cli/program.ts';
import { wantsColor } from '#cli/terminal.ts';
import { startSandbox } from '../../sandbox/start.ts';

const root = resolve(import.meta.dirname, '../..');

/**
 * What the shipped agents are held to. The first bars are those of any model, since they are kept by code: nothing is sent
 * past a person, and no machine is answered. The others fit the sandbox's stand-in, which sorts by shared words and quotes.
 */
const bars = [
  'missed=0 unwanted=0 silent=0 groundedness=0.95 cost=1',
  'decision=0.9 unneeded=0.2 category=0.85 text=0.6',
];

/**
 * Runs the cases of the shipped agents; with the model of OPENAI_* when that is set, else with the sandbox's, in this
 * process. Gives the exit code: 0, or the worst of the agents'.
 */
export async function evaluateShipped(
  print: (text: string) => void,
  {
    env,
    args = [],
    color = false,
  }: { env: Record<string, string | undefined>; args?: readonly string[]; color?: boolean },
): Promise<number> {
  await using sandbox =
    env['OPENAI_BASE_URL'] || env['OPENAI_API_KEY']
      ? undefined
      : await startSandbox({ port: 0, smtpPort: 0 });
  if (sandbox)
    print(
      'OPENAI_* is not set: the stand-in of the sandbox answers, by rules. Its figures say that the pipeline works.\n',
    );
  const model = sandbox ? { OPENAI_BASE_URL: `${sandbox.url}/v1`, OPENAI_MODEL: 'sandbox' } : {};
  const terminal = {
    print,
    complain: print,
    env: { ...env, ...model },
    cwd: root,
    color,
    readSecret: () => Promise.reject(new Error('nobody is there to be asked')),
    signal: AbortSignal.timeout(3_600_000),
  };
  let worst = 0;
  for (const agent of ['support', 'sales']) {
    const given = bars.flatMap((bar) => ['--bar', bar]);
    worst = Math.max(worst, await runCli(['eval', `agents/${agent}/cases`, ...given, ...args], terminal));
    print('');
  }
  return worst;
}

if (import.meta.main) {
  process.exitCode = await evaluateShipped((text) => void process.stdout.write(`${text}\n`), {
    env: process.env,
    args: process.argv.slice(2),
    color: process.stdout.isTTY && wantsColor(process.env),
  });
}
