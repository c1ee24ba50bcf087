import { createHmac } from 'node:crypto';

/** Bytes of a notification; about what Nylas sends for a mail of some paragraphs. */
const SIZE = 5_935;

const ID = '%message-id%';
const THREAD = '%thread-id%';

const para =
  '<p>Hello, thank you for the quick answer. Could you tell me whether the order can still be changed, and when the new one will be sent? Best regards.</p>\n';

/** A `message.created` notification in the shape of Nylas v3 (CONTRACT section 1.6). */
function notification(grantId: string, body: string): string {
  return JSON.stringify({
    specversion: '1.0',
    type: 'message.created',
    source: '/nylas/emails/realtime',
    id: `event-${ID}`,
    time: 1_763_700_000,
    webhook_delivery_attempt: 1,
    data: {
      application_id: '0a1b2c3d-0000-4000-8000-000000000000',
      object: {
        grant_id: grantId,
        id: ID,
        thread_id: THREAD,
        object: 'message',
        subject: 'Re: Question about my order',
        date: 1_763_700_000,
        unread: true,
        starred: false,
        from: [{ name: 'A Customer', email: 'customer@customer.example' }],
        to: [{ name: 'Support', email: `${grantId}@inreply.test` }],
        cc: [],
        bcc: [],
        reply_to: [],
        folders: ['inbox'],
        attachments: [],
        headers: Array.from({ length: 14 }, (_, at) => ({ name: `X-Header-${at}`, value: 'v'.repeat(40) })),
        snippet:
          'Hello, thank you for the quick answer. Could you tell me whether the order can still be changed',
        body,
        created_at: 1_763_700_000,
      },
    },
  });
}

/** The text for message number `at`. */
function fill(text: string, at: number): string {
  return text
    .replaceAll(ID, `m${String(at).padStart(11, '0')}`)
    .replace(THREAD, `t${String(at).padStart(11, '0')}`);
}

/** A whole HTTP request for notification number `at`, signed; each message has a thread of its own. */
export type RequestAt = (at: number) => Buffer;

/** Prepares `count` notifications for a mailbox; after them the first come again. */
export function prepareRequests(options: { grantId: string; secret: string; count: number }): RequestAt {
  const { grantId, secret, count } = options;
  const empty = fill(notification(grantId, ''), 0).length;
  const text = para.repeat(Math.ceil(SIZE / para.length)).replaceAll('\n', ' ');
  const template = notification(grantId, text.slice(0, SIZE - empty));
  const requests = Array.from({ length: count }, (_, at) => {
    const body = fill(template, at);
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const head = [
      'POST /webhooks/nylas HTTP/1.1',
      'Host: 127.0.0.1',
      'Content-Type: application/json',
      'User-Agent: bench',
      `X-Nylas-Signature: ${signature}`,
      `Content-Length: ${body.length}`,
    ];
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1');
  });
  return (at) => requests[at % count] ?? Buffer.alloc(0);
}
