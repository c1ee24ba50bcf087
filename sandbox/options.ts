import { z } from 'zod';
import { type FaultFile, readFaultFile } from './control/fault-file.ts';

export type SandboxOptions = {
  host: string;
  /** 0 takes a free one. */
  port: number;
  smtpPort: number;
  mailboxes: readonly { grant: string; address: string }[];
  /** A webhook destination that exists from the start and needs no challenge. */
  webhook: { url: string; secret: string } | undefined;
  /** Waits between the tries of a webhook delivery; their number fixes the number of tries (CONTRACT section 1.4). */
  webhookRetryMs: readonly number[];
  webhookTimeoutMs: number;
  /** Where mail to the outside is handed on to, beside the catcher: `smtp://host:port`. */
  smtpOut: string | undefined;
  /** The nearest `send_at` that is taken, in seconds from now. */
  minScheduleSeconds: number;
  /** Faults, chaos and settings there are from the start. */
  faults: FaultFile;
};

export const defaultOptions: SandboxOptions = {
  host: '127.0.0.1',
  port: 3100,
  smtpPort: 2525,
  mailboxes: [
    { grant: 'demo-support', address: 'support@inreply.test' },
    { grant: 'demo-sales', address: 'sales@inreply.test' },
  ],
  webhook: undefined,
  webhookRetryMs: [1000, 3000],
  webhookTimeoutMs: 10_000,
  smtpOut: undefined,
  minScheduleSeconds: 60,
  faults: {},
};

const port = z.coerce.number('must be a port number').int().min(0).max(65_535);

const Env = z.object({
  SANDBOX_HOST: z.string().optional(),
  SANDBOX_PORT: port.optional(),
  SANDBOX_SMTP_PORT: port.optional(),
  SANDBOX_MAILBOXES: z
    .string()
    .transform((text) => text.split(',').map((pair) => pair.trim().split('=')))
    .refine(
      (pairs) =>
        pairs.every(([grant, address, ...rest]) => grant && address?.includes('@') && rest.length === 0),
      'write it as grant=address,grant=address',
    )
    .transform((pairs) => pairs.map(([grant = '', address = '']) => ({ grant, address })))
    .optional(),
  SANDBOX_WEBHOOK_URL: z.url('must be an http or https address').optional(),
  SANDBOX_WEBHOOK_SECRET: z.string().optional(),
  SANDBOX_WEBHOOK_RETRY_MS: z
    .string()
    .regex(/^\d+(,\d+)*$/, 'write the waits in milliseconds, as 1000,3000')
    .transform((text) => text.split(',').map(Number))
    .optional(),
  SANDBOX_SMTP_OUT: z.string().startsWith('smtp://', 'write it as smtp://host:port').optional(),
  SANDBOX_FAULTS: z.string().optional(),
});

/** Reads `SANDBOX_…` (sandbox/README.md lists them). Throws an Error that lists every fault, one a line. */
export function optionsFromEnv(env: Record<string, string | undefined>): SandboxOptions {
  const parsed = Env.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim())));
  const faults = parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
  if (parsed.data?.SANDBOX_WEBHOOK_URL && !parsed.data.SANDBOX_WEBHOOK_SECRET) {
    faults.push('SANDBOX_WEBHOOK_SECRET: set it beside SANDBOX_WEBHOOK_URL; deliveries are signed with it');
  }
  const file =
    parsed.data?.SANDBOX_FAULTS === undefined ? { file: {} } : readFaultFile(parsed.data.SANDBOX_FAULTS);
  if ('mistakes' in file) faults.push(...file.mistakes.map((mistake) => `SANDBOX_FAULTS: ${mistake}`));
  if (!parsed.success || 'mistakes' in file || faults.length > 0) throw new Error(faults.join('\n'));
  const given = parsed.data;
  return {
    ...defaultOptions,
    host: given.SANDBOX_HOST ?? defaultOptions.host,
    port: given.SANDBOX_PORT ?? defaultOptions.port,
    smtpPort: given.SANDBOX_SMTP_PORT ?? defaultOptions.smtpPort,
    mailboxes: given.SANDBOX_MAILBOXES ?? defaultOptions.mailboxes,
    webhook:
      given.SANDBOX_WEBHOOK_URL && given.SANDBOX_WEBHOOK_SECRET
        ? { url: given.SANDBOX_WEBHOOK_URL, secret: given.SANDBOX_WEBHOOK_SECRET }
        : undefined,
    webhookRetryMs: given.SANDBOX_WEBHOOK_RETRY_MS ?? defaultOptions.webhookRetryMs,
    smtpOut: given.SANDBOX_SMTP_OUT,
    faults: file.file,
  };
}
