import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';

/** The project's root, where `src/` and `agents/` lie. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

export type DemoSecrets = { webhookSecret: string; apiToken: string };

/** Made anew for each run; only the token may be chosen, so that scripts can know it. */
export function makeSecrets(chosenToken: string | undefined): DemoSecrets {
  return {
    webhookSecret: randomBytes(24).toString('base64url'),
    apiToken: chosenToken?.trim() || randomBytes(18).toString('base64url'),
  };
}

/**
 * The environment Inreply runs in: the machine's own, with every setting of Inreply replaced, so that nothing of a real
 * set-up is touched. `API_TOKEN`, `LOG_LEVEL`, `AGENTS_DIR` and the tuning of the worker are left to whoever runs the demo.
 */
export function childEnvironment(
  env: Record<string, string | undefined>,
  demo: DemoSecrets & { sandboxUrl: string; dataDir: string; port: number },
): Record<string, string> {
  const own = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { REDIS_URL: _redis, NODE_OPTIONS: _options, ...rest } = Object.fromEntries(own);
  return {
    LOG_LEVEL: 'warn',
    AGENTS_DIR: `${root}agents`,
    ...rest,
    DATA_DIR: demo.dataDir,
    NYLAS_API_URL: demo.sandboxUrl,
    NYLAS_API_KEY: 'sandbox',
    NYLAS_WEBHOOK_SECRET: demo.webhookSecret,
    OPENAI_BASE_URL: `${demo.sandboxUrl}/v1`,
    OPENAI_API_KEY: 'sandbox',
    OPENAI_MODEL: 'sandbox',
    API_TOKEN: demo.apiToken,
    HOST: '127.0.0.1',
    PORT: String(demo.port),
    PUBLIC_URL: `http://127.0.0.1:${demo.port}`,
    SUPPORT_GRANT_ID: 'demo-support',
    SUPPORT_ADDRESS: 'support@inreply.test',
    SALES_GRANT_ID: 'demo-sales',
    SALES_ADDRESS: 'sales@inreply.test',
  };
}
