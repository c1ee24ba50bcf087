import type { Agent, Mailbox } from '#domain/agent-config.ts';
import { sameAddress } from '#domain/mail.ts';
import { messageOf, PermanentError } from '#errors.ts';
import type { Nylas } from '#nylas/api.ts';
import { webhookUrlOf } from '#nylas/webhook-url.ts';
import type { Config } from '../config.ts';
import { bad, good, skipped, type Finding } from './finding.ts';
import { explainNylas } from './nylas.ts';

const TIMEOUT_MS = 20_000;

/** The key works, each mailbox of each agent is a valid grant of that address, and Nylas delivers here. */
export async function checkNylas(
  config: Config,
  agents: readonly Agent[],
  stop: AbortSignal,
): Promise<Finding[]> {
  if (config.nylas.apiKey === '') return [skipped('Nylas: NYLAS_API_KEY is not set')];
  const { createNylas } = await import('#nylas/client.ts');
  const nylas = createNylas(config.nylas);
  const signal = AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    const webhooks = await nylas.listWebhooks(signal);
    const mailboxes = agents.flatMap(({ name, config: { mailboxes: all } }) =>
      all.map((mailbox) => ({ name, mailbox })),
    );
    const grants = await Promise.all(
      mailboxes.map(({ name, mailbox }) => checkGrant(nylas, name, mailbox, signal)),
    );
    return [
      good(`Nylas at ${config.nylas.apiUrl} accepts the key`),
      ...grants,
      checkWebhook(config, webhooks),
    ];
  } catch (error) {
    return [bad(`Nylas: ${explainNylas(error, config)}`)];
  } finally {
    await nylas.close();
  }
}

async function checkGrant(
  nylas: Nylas,
  agent: string,
  mailbox: Mailbox,
  signal: AbortSignal,
): Promise<Finding> {
  const { grant: id, address } = mailbox;
  const what = `mailbox ${address} of agent ${agent}`;
  try {
    const grant = await nylas.getGrant(id, signal);
    if (typeof grant.email === 'string' && !sameAddress(grant.email, address)) {
      return bad(
        `${what}: grant ${id} belongs to ${grant.email}; correct agent.yaml (inreply accounts list)`,
      );
    }
    const status = grant.grant_status ?? 'unknown';
    return status === 'valid'
      ? good(`${what}: grant ${id} is valid`)
      : bad(
          `${what}: grant ${id} is ${status}; see it in the Nylas dashboard, or make another (inreply accounts create)`,
        );
  } catch (error) {
    if (error instanceof PermanentError && error.status === 404) {
      return bad(`${what}: this application has no grant ${id}; inreply accounts list shows those it has`);
    }
    return bad(`${what}: ${messageOf(error)}`);
  }
}

function checkWebhook({ http }: Config, webhooks: Awaited<ReturnType<Nylas['listWebhooks']>>): Finding {
  if (http.publicUrl === undefined) {
    return skipped('webhook: PUBLIC_URL is not set, so it cannot be told whether Nylas delivers here');
  }
  const url = webhookUrlOf(http.publicUrl);
  const webhook = webhooks.find(({ webhook_url }) => webhook_url === url);
  if (webhook === undefined)
    return bad(`webhook: Nylas does not deliver to ${url}; npx inreply webhooks register`);
  if (webhook.status !== 'active') {
    return bad(
      `webhook: ${webhook.id} for ${url} is ${webhook.status ?? 'of unknown status'}; once the server answers there: npx inreply webhooks activate ${webhook.id}`,
    );
  }
  return webhook.trigger_types.includes('message.created')
    ? good(`webhook: Nylas delivers to ${url}`)
    : bad(`webhook: ${webhook.id} does not deliver message.created; add it in the Nylas dashboard`);
}
