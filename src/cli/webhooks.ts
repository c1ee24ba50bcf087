import { PermanentError, SetupError } from '#errors.ts';
import { webhookUrlOf } from '#nylas/webhook-url.ts';
import { loadConfig } from '../config.ts';
import { withNylas } from './nylas.ts';
import { jsonText, table, type Terminal } from './terminal.ts';

/** What Inreply wants to hear of (CONTRACT section 1.7, "Recommended subscription"). */
export const recommendedTriggers: readonly string[] = [
  'message.created',
  'message.updated',
  'message.delivered',
  'message.bounced',
  'message.complaint',
  'message.rejected',
  'message.send_success',
  'message.send_failed',
  'grant.created',
  'grant.updated',
  'grant.deleted',
  'grant.expired',
];

/** Registers this Inreply as a destination (CONTRACT section 1.1) and prints the secret, which Nylas shows once. */
export async function registerWebhook({ url }: { url?: string }, terminal: Terminal): Promise<void> {
  const base = url ?? loadConfig(terminal.env, 'cli').http.publicUrl;
  if (base === undefined) {
    throw new SetupError(
      'where does Nylas reach Inreply? set PUBLIC_URL, or say --url https://mail.example.com',
    );
  }
  const address = webhookUrlOf(base);
  const webhook = await withNylas(terminal, async (nylas) => {
    const known = (await nylas.listWebhooks(terminal.signal)).find(
      ({ webhook_url }) => webhook_url === address,
    );
    if (known !== undefined) {
      throw new SetupError(
        `${address} is registered already as ${known.id} (${known.status ?? 'status unknown'}); npx inreply webhooks rotate ${known.id} gives it a new secret`,
      );
    }
    const wanted = { url: address, triggers: recommendedTriggers, description: 'Inreply' };
    return nylas.createWebhook(wanted, terminal.signal).catch((error: unknown) => {
      throw refusal(error, address);
    });
  });
  terminal.print(
    [
      table([
        ['webhook', webhook.id],
        ['url', webhook.webhook_url ?? address],
        ['status', webhook.status ?? 'unknown'],
        ['secret', webhook.secret],
      ]),
      '',
      'Nylas shows the secret only this once: put it into .env (or wherever the server gets its settings) and restart:',
      `NYLAS_WEBHOOK_SECRET=${webhook.secret}`,
    ].join('\n'),
  );
}

/** Prints all destinations of the application. */
export async function listWebhooks({ json }: { json?: true }, terminal: Terminal): Promise<void> {
  const webhooks = await withNylas(terminal, (nylas) => nylas.listWebhooks(terminal.signal));
  if (json === true) return terminal.print(jsonText(webhooks));
  if (webhooks.length === 0) return terminal.print('no webhook yet; npx inreply webhooks register');
  const rows = webhooks.map(({ id, status, webhook_url, trigger_types }) => [
    id,
    status ?? '',
    webhook_url ?? '',
    trigger_types.join(' '),
  ]);
  terminal.print(table([['WEBHOOK', 'STATUS', 'URL', 'TRIGGERS'], ...rows]));
}

/** Gives a destination a new secret. The old one stops at once, but deliveries under way still carry it. */
export async function rotateWebhook(id: string, terminal: Terminal): Promise<void> {
  const { secret } = await withNylas(terminal, (nylas) => nylas.rotateSecret(id, terminal.signal));
  terminal.print(
    [
      table([
        ['webhook', id],
        ['secret', secret],
      ]),
      '',
      'Nylas signs with it from now on. Set both at once and restart; take OLD out after half an hour:',
      `NYLAS_WEBHOOK_SECRET=${secret},OLD`,
    ].join('\n'),
  );
}

/** Switches a destination on again that Nylas, or somebody, has switched off; Nylas never does so by itself. */
export async function activateWebhook(id: string, terminal: Terminal): Promise<void> {
  const webhook = await withNylas(terminal, (nylas) =>
    nylas.activateWebhook(id, terminal.signal).catch((error: unknown) => {
      throw refusal(error, 'its url');
    }),
  );
  terminal.print(
    table([
      ['webhook', webhook.id],
      ['url', webhook.webhook_url ?? ''],
      ['status', webhook.status ?? 'unknown'],
    ]),
  );
}

function refusal(error: unknown, address: string): unknown {
  if (!(error instanceof PermanentError) || error.status !== 400) return error;
  return new SetupError(
    `${error.message}; Nylas asks ${address}?challenge=x at once: is the server running, and reachable there from the internet?`,
    { cause: error },
  );
}
