import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { isLoopback, list, optionalPort, secretive, text, webAddress, whole } from './config-fields.ts';
import { notifyVariables, slackGroup } from './config-notify.ts';
import { signInFaults, signInGroup, signInVariables } from './config-sign-in.ts';
import { SetupError } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
/** `cli` demands nothing: each command says itself what it needs. */
export type Role = 'all' | 'server' | 'worker' | 'cli';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const Variables = z.object({
  NYLAS_API_KEY: text(),
  NYLAS_API_URL: webAddress().default('https://api.us.nylas.com'),
  NYLAS_WEBHOOK_SECRET: list(),
  OPENAI_API_KEY: text(),
  OPENAI_BASE_URL: webAddress().optional(),
  OPENAI_MODEL: text(),
  OPENAI_EMBEDDING_MODEL: text(),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be an address such as redis://127.0.0.1:6379/0' })
    .optional(),
  DATA_DIR: z.string().default('./data'),
  AGENTS_DIR: z.string().default('./agents'),
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(0, 65_535, 3_000),
  METRICS_PORT: optionalPort(),
  PUBLIC_URL: webAddress().optional(),
  API_TOKEN: text(),
  ...signInVariables,
  ...notifyVariables,
  WORKER_CONCURRENCY: whole(1, 10_000, 50),
  SHARDS: whole(1, 1_024, 1),
  SWEEP_SECONDS: whole(1, 86_400, 300),
  NYLAS_TIMEOUT_MS: whole(1, 3_600_000, 30_000),
  NYLAS_SEND_TIMEOUT_MS: whole(1, 3_600_000, 150_000),
  LLM_TIMEOUT_MS: whole(1, 3_600_000, 60_000),
  LEASE_MS: whole(100, 3_600_000, 30_000),
  // Nylas remembers an Idempotency-Key for one hour (CONTRACT 4.1): repeating it later would be a second mail.
  SEND_RECONCILE_MS: whole(1, 3_540_000, 2_700_000),
  KEEP_PROMPTS_DAYS: whole(0, 30, 0),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('info'),
});
type Variables = z.infer<typeof Variables>;

/** Every variable that is read; documents that list them are compared with this by a test. */
export const variableNames: readonly string[] = Object.keys(Variables.shape);

export type Config = ReturnType<typeof grouped>;

/**
 * Reads the environment (DESIGN section 6, "Environment"). Nothing else in `src` touches `process.env`.
 *
 * - A blank variable counts as not set.
 * - Throws one SetupError that lists every fault, each with the variable, what is wrong and what to do.
 * - What is demanded follows from the role: keys of Nylas and of the model from the worker only.
 * - The result is frozen, and shows no secret when it is logged or inspected.
 */
export function loadConfig(env: Environment = process.env, role: Role = 'all'): Config {
  const given = withoutBlanks(env);
  const parsed = Variables.safeParse(given);
  const faults = [...missing(given, role), ...(parsed.error?.issues ?? []).map(describe)];
  if (!parsed.success || faults.length > 0) {
    const head = `${faults.length === 1 ? 'one setting needs' : `${faults.length} settings need`} attention (all are explained in .env.example):`;
    throw new SetupError([head, ...faults.map((fault) => `  ${fault}`)].join('\n'));
  }
  return grouped(parsed.data, given, role);
}

/** The environment with the `.env` file of a folder beneath it: what is set already wins. */
export function environmentIn(folder: string, env: Environment = process.env): Environment {
  try {
    return { ...parseEnv(readFileSync(join(folder, '.env'), 'utf8')), ...env };
  } catch {
    return env; // no such file is the usual case
  }
}

function missing(env: Environment, role: Role): string[] {
  const faults: string[] = [];
  if (role === 'all' || role === 'worker') {
    if (env['NYLAS_API_KEY'] === undefined) {
      faults.push('NYLAS_API_KEY is not set: create an API key in the Nylas dashboard (API Keys) and set it');
    }
    if (env['OPENAI_API_KEY'] === undefined && env['OPENAI_BASE_URL'] === undefined) {
      faults.push(
        'OPENAI_API_KEY is not set: set it, or set OPENAI_BASE_URL to an OpenAI-compatible server of your own' +
          (env['OPENAI_MODEL'] === undefined ? ' (and OPENAI_MODEL to the model that agents use)' : ''),
      );
    }
  }
  const host = env['HOST'] ?? '127.0.0.1';
  if ((role === 'all' || role === 'server') && env['API_TOKEN'] === undefined && !isLoopback(host)) {
    faults.push(
      `API_TOKEN is not set, and HOST ${host} can be reached from other machines: set a long random one, for example from openssl rand -hex 24`,
    );
  }
  return role === 'all' || role === 'server' ? [...faults, ...signInFaults(env)] : faults;
}

function grouped(v: Variables, env: Record<string, string>, role: Role) {
  return secretive(
    {
      role,
      http: Object.freeze({
        host: v.HOST,
        port: v.PORT,
        publicUrl: v.PUBLIC_URL,
        /** Where a worker without a server shows its health and numbers; undefined: nowhere. */
        metricsPort: v.METRICS_PORT,
      }),
      /** Undefined when not set; the server then gets one from `apiToken` in `api-token.ts`. */
      apiToken: v.API_TOKEN,
      signIn: signInGroup(v),
      slack: slackGroup(v),
      nylas: secretive(
        {
          /** Empty where the role does not need it. */
          apiKey: v.NYLAS_API_KEY ?? '',
          apiUrl: v.NYLAS_API_URL,
          webhookSecrets: v.NYLAS_WEBHOOK_SECRET,
          timeoutMs: v.NYLAS_TIMEOUT_MS,
          sendTimeoutMs: v.NYLAS_SEND_TIMEOUT_MS,
        },
        ['apiKey', 'webhookSecrets'],
      ),
      model: secretive(
        {
          /** Servers of one's own often want no key, but the client library does. */
          apiKey: v.OPENAI_API_KEY ?? 'none',
          baseUrl: v.OPENAI_BASE_URL,
          name: v.OPENAI_MODEL,
          /** Undefined: passages are found by words alone. */
          embeddings: v.OPENAI_EMBEDDING_MODEL,
          timeoutMs: v.LLM_TIMEOUT_MS,
        },
        ['apiKey'],
      ),
      /** Without a url the process runs a private Redis under `dataDir`. */
      redis: secretive({ url: v.REDIS_URL }, ['url']),
      dataDir: resolve(v.DATA_DIR),
      agentsDir: v.AGENTS_DIR,
      worker: Object.freeze({
        concurrency: v.WORKER_CONCURRENCY,
        leaseMs: v.LEASE_MS,
        sendReconcileMs: v.SEND_RECONCILE_MS,
        sweepSeconds: v.SWEEP_SECONDS,
      }),
      shards: v.SHARDS,
      /** How long prompts and answers of models are kept; 0: not at all. */
      keepPromptsDays: v.KEEP_PROMPTS_DAYS,
      logLevel: v.LOG_LEVEL,
      /** What works but deserves a word to the operator. */
      warnings: Object.freeze(warnings(v, role)),
      /** For `${NAME}` in agent files. */
      env: Object.freeze<Record<string, string>>(env),
    },
    ['apiToken', 'env'],
  );
}

function warnings(v: Variables, role: Role): string[] {
  const found: string[] = [];
  if (role === 'worker' || role === 'cli') return found;
  if (v.NYLAS_WEBHOOK_SECRET.length === 0) {
    found.push(
      'NYLAS_WEBHOOK_SECRET is not set: webhooks get 503 until it is; `npx inreply webhooks register` prints one',
    );
  }
  if (v.API_TOKEN !== undefined && v.API_TOKEN.length < 16) {
    found.push('API_TOKEN has fewer than 16 characters: use a long random one');
  }
  return found;
}

function withoutBlanks(env: Environment): Record<string, string> {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value.trim() !== '') set[name] = value.trim();
  }
  return set;
}

function describe(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.')} ${issue.message}`;
}
