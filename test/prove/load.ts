import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';

const CONNECTIONS = 32;
/** As large as a notification of an ordinary mail. */
const BODY = 'How long does shipping take, and may I return the shoes? '.repeat(95);
const TIMEOUT_MS = 10_000;

export type LoadCounts = { accepted: number; refused: number };

/**
 * Sends webhooks of new mail at a steady rate, signed as Nylas signs them, each in a thread of its own whose name tells
 * the stand-ins what is in it. A refused one is sent again, as Nylas does.
 */
export async function sendWebhooks(load: {
  urls: readonly string[];
  secret: string;
  grants: readonly string[];
  ratePerSecond: number;
  seconds: number;
}): Promise<LoadCounts> {
  const { urls, secret, grants, ratePerSecond, seconds } = load;
  const agent = new Agent({ connections: CONNECTIONS });
  const counts = { accepted: 0, refused: 0 };
  const underWay = new Set<Promise<void>>();
  const began = performance.now();
  const total = Math.round(ratePerSecond * seconds);

  const send = async (serial: number) => {
    const json = notification(serial, grants[serial % grants.length] ?? '');
    const signature = createHmac('sha256', secret).update(json).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-nylas-signature': signature };
    for (let tries = 0; tries < 3; tries++) {
      const status = await post(`${urls[serial % urls.length]}/webhooks/nylas`, json, headers, agent);
      if (status === 200) {
        counts.accepted++;
        return;
      }
      counts.refused++;
      await sleep(1000);
    }
  };
  for (let serial = 0; serial < total; serial++) {
    const wait = (serial / ratePerSecond) * 1000 - (performance.now() - began);
    if (wait > 1) await sleep(wait);
    const sending = send(serial);
    underWay.add(sending);
    void sending.finally(() => underWay.delete(sending));
  }
  await Promise.all(underWay);
  await agent.close();
  return counts;
}

async function post(
  url: string,
  body: string,
  headers: Record<string, string>,
  dispatcher: Agent,
): Promise<number> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await request(url, { method: 'POST', body, headers, dispatcher, signal });
    await answer.body.dump();
    return answer.statusCode;
  } catch {
    return 0;
  }
}

/** Of ten mails seven are answered, one is parked and two are machines' mail. */
const KINDS = [
  'reply',
  'reply',
  'skip',
  'reply',
  'reply',
  'park',
  'reply',
  'skip',
  'reply',
  'reply',
] as const;

function notification(serial: number, grantId: string): string {
  const threadId = `${KINDS[serial % KINDS.length]}-1-s${serial}`;
  const time = Math.floor(Date.now() / 1000);
  return JSON.stringify({
    specversion: '1.0',
    type: 'message.created',
    source: '/nylas/emails/realtime',
    id: `n-${serial}`,
    time,
    webhook_delivery_attempt: 1,
    data: {
      application_id: 'soak',
      object: {
        id: `${threadId}-0`,
        object: 'message',
        grant_id: grantId,
        thread_id: threadId,
        subject: 'Question about my order',
        from: [{ name: 'A Customer', email: `${threadId}@customer.example` }],
        to: [{ email: `${grantId}@inreply.test` }],
        date: time,
        folders: ['inbox'],
        body: BODY,
      },
    },
  });
}
