import type { Json } from './wire.ts';

const now = 1_767_225_600;
const message = {
  id: 'msg_sample',
  grant_id: 'grant_sample',
  object: 'message',
  thread_id: 'thr_sample',
  subject: 'A sample message',
  from: [{ name: 'Sam Sample', email: 'sam@customer.example' }],
  to: [{ name: '', email: 'support@inreply.test' }],
  cc: [],
  bcc: [],
  reply_to: [],
  date: now,
  body: '<p>This is a sample.</p>',
  snippet: 'This is a sample.',
  starred: false,
  unread: true,
  folders: ['inbox'],
  attachments: [],
};
const sent = {
  id: 'msg_sample',
  subject: message.subject,
  from: 'support@inreply.test',
  to: ['sam@customer.example'],
  sent_at: now,
};

const special: Record<string, Json> = {
  'message.deleted': { id: message.id, grant_id: message.grant_id, object: 'message' },
  'message.delivered': { message: sent, delivered: { delivered_at: now, recipients: sent.to } },
  'message.bounced': {
    message: sent,
    bounce: { bounced_at: now, type: 'MailboxFull', recipients: [{ email: 'sam@customer.example' }] },
  },
  'message.complaint': {
    message: sent,
    complaint: { reported_at: now, type: 'abuse', complained_recipients: sent.to },
  },
  'message.rejected': { message: sent, rejected_at: now },
};

/** A made-up `data.object` for `mock-payload` and `send-test-event`; shapes of CONTRACT section 1.8. */
export function sampleObject(type: string): Json {
  const known = special[type];
  if (known) return known;
  if (type.startsWith('message.')) return message;
  if (type.startsWith('grant.'))
    return { grant_id: 'grant_sample', integration_id: 'int_sample', provider: 'nylas' };
  return { id: 'obj_sample', grant_id: 'grant_sample', object: type.split('.')[0] };
}
