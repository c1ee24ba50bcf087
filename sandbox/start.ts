import { createApp } from './app.ts';
import { listenHttp } from './listen.ts';
import { defaultOptions, type SandboxOptions } from './options.ts';
import { listenSmtp } from './smtp/in.ts';
import { createWorld, type World } from './world.ts';

export type Sandbox = AsyncDisposable & {
  /** `http://host:port`, without a slash at the end. */
  url: string;
  port: number;
  smtpPort: number;
  host: string;
  world: World;
  stop(): Promise<void>;
};

/** A port that is taken, or an address that cannot be listened on; the message names the remedy. */
export class ListenError extends Error {
  override name = 'ListenError';
}

/** Starts HTTP and SMTP; resolves when both listen. Throws ListenError. */
export async function startSandbox(given: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const options = { ...defaultOptions, ...given };
  const { host } = options;
  const stop = new AbortController();
  const world = createWorld(options, stop.signal);
  await using started = new AsyncDisposableStack();
  const http = await listenHttp(createApp(world), { host, port: options.port }).catch((error: unknown) => {
    throw listenError(error, `${host}:${options.port}`, 'SANDBOX_PORT');
  });
  started.defer(() => http.close());
  const smtp = await listenSmtp(world, { host, port: options.smtpPort }).catch((error: unknown) => {
    throw listenError(error, `${host}:${options.smtpPort}`, 'SANDBOX_SMTP_PORT');
  });
  started.defer(() => smtp.close());
  const running = started.move();

  const end = async () => {
    stop.abort();
    await running.disposeAsync();
  };
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${http.port}`,
    port: http.port,
    smtpPort: smtp.port,
    host,
    world,
    stop: end,
    [Symbol.asyncDispose]: end,
  };
}

function listenError(error: unknown, where: string, variable: string): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new ListenError(
      `${where} is taken: stop what runs there, or set ${variable} to another port (0 takes a free one)`,
    );
  }
  const why = error instanceof Error ? error.message : String(error);
  return new ListenError(
    `cannot listen on ${where}: ${why}; set SANDBOX_HOST and ${variable} to what this machine has`,
  );
}
