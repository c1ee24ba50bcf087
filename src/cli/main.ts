import { environmentIn } from '../config.ts';
import { runCli } from './program.ts';
import { readSecret } from './read-secret.ts';
import { wantsColor } from './terminal.ts';

const interrupted = new AbortController();
// `start` and `demo` take over from here: they pass the signal on and wait for the end.
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));

const env = environmentIn(process.cwd());
process.exitCode = await runCli(process.argv.slice(2), {
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (text) => void process.stderr.write(`${text}\n`),
  env,
  cwd: process.cwd(),
  color: process.stdout.isTTY && wantsColor(env),
  readSecret: (prompt) => readSecret(prompt, process.stdin, process.stderr, interrupted.signal),
  signal: interrupted.signal,
});
