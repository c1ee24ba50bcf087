import { PermanentError, SetupError, TransientError } from '#errors.ts';
import type { Nylas } from '#nylas/api.ts';
import { createNylas } from '#nylas/client.ts';
import { loadConfig, type Config } from '../config.ts';
import type { Terminal } from './terminal.ts';

/** Does something with Nylas for a command; what goes wrong becomes a SetupError that says what to do. */
export async function withNylas<T>(
  terminal: Terminal,
  act: (nylas: Nylas, config: Config) => Promise<T>,
): Promise<T> {
  const config = loadConfig(terminal.env, 'cli');
  if (config.nylas.apiKey === '') {
    throw new SetupError(
      'NYLAS_API_KEY is not set: create an API key in the Nylas dashboard (API Keys) and set it',
    );
  }
  const nylas = createNylas(config.nylas);
  try {
    return await act(nylas, config);
  } catch (error) {
    throw new SetupError(explainNylas(error, config), { cause: error });
  } finally {
    await nylas.close();
  }
}

/** What a fault of Nylas means for the person who set Inreply up. */
export function explainNylas(error: unknown, { nylas }: Pick<Config, 'nylas'>): string {
  if (error instanceof PermanentError && error.status === 401) {
    return `NYLAS_API_KEY was refused by ${nylas.apiUrl} (401); check the key, and NYLAS_API_URL for its data region`;
  }
  if (error instanceof TransientError) {
    return `${error.message}; try again, and check NYLAS_API_URL (${nylas.apiUrl})`;
  }
  return error instanceof Error ? error.message : String(error);
}
