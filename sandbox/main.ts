import { optionsFromEnv, type SandboxOptions } from './options.ts';
import { ListenError, startSandbox } from './start.ts';

const HANG_MS = 5_000;

/** Reads the options, or says what is wrong with them and returns nothing. */
function readOptions(): SandboxOptions | undefined {
  try {
    return optionsFromEnv(process.env);
  } catch (error) {
    process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) {
    process.exitCode = 1;
    return;
  }
  const sandbox = await startSandbox(options).catch((error: unknown) => {
    if (!(error instanceof ListenError)) throw error;
    process.stderr.write(`sandbox: ${error.message}\n`);
    return undefined;
  });
  if (!sandbox) {
    process.exitCode = 1;
    return;
  }
  const mailboxes = options.mailboxes.map(({ grant, address }) => `${grant}=${address}`).join(',');
  process.stdout.write(
    `sandbox: an offline stand-in for Nylas and for a model; url=${sandbox.url} smtp=${sandbox.host}:${sandbox.smtpPort} mailboxes=${mailboxes}\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(0), HANG_MS).unref();
      void sandbox.stop().finally(() => process.exit(0));
    });
  }
}

await main();
