import { describe, expect, test } from 'vitest';
import { parseEnvelope } from '#nylas/envelope.ts';
import { reportIn } from '#nylas/report.ts';

const metadata = { key1: 'r_1', key2: 'm1', key3: 'inreply' };
/** Note the plain strings (CONTRACT section 1.8). */
const mail = { id: 'n1', subject: 's', from: 'desk@shop.example', to: ['ann@customer.example'], metadata };

function reported(type: string, data: Record<string, unknown>) {
  const body = JSON.stringify({ specversion: '1.0', type, id: 'ntf', time: 1, data });
  const envelope = parseEnvelope(Buffer.from(body));
  return envelope && { ...reportIn(envelope), grantId: envelope.grantId };
}
const about = { grantId: 'g1', mailId: 'n1', metadata };

describe('a report on a sent mail', () => {
  test.each([
    {
      name: 'delivered',
      type: 'message.delivered',
      data: {
        grant_id: 'g1',
        object: { message: mail, delivered: { recipients: ['ann@customer.example'] } },
      },
      report: { ...about, kind: 'left', detail: 'Nylas reported that it was delivered' },
    },
    {
      name: 'sent, with suffixes',
      type: 'message.send_success.transformed',
      data: { grant_id: 'g1', object: { object: 'message', id: 'n1', metadata, schedule_id: 7 } },
      report: { ...about, kind: 'left', detail: 'Nylas reported that it was sent' },
    },
    {
      name: 'failed, with the cause beside the object',
      type: 'message.send_failed',
      data: {
        grant_id: 'g1',
        reason: 'sending failed after it was accepted',
        error: { type: 'provider_error', message: 'No such user ann@customer.example', status_code: 422 },
        object: { object: 'message', grant_id: 'g1', metadata },
      },
      report: {
        ...about,
        mailId: undefined,
        kind: 'failed',
        detail:
          'Nylas reported that it did not leave: sending failed after it was accepted: provider_error: No such user <address>',
      },
    },
    {
      name: 'failed, with the cause inside the object',
      type: 'message.send_failed',
      data: { object: { grant_id: 'g1', id: 'n1', metadata, reason: 'queue', error: { type: 'x' } } },
      report: { ...about, kind: 'failed', detail: 'Nylas reported that it did not leave: queue: x' },
    },
    {
      name: 'failed, without saying which',
      type: 'message.send_failed',
      data: { grant_id: 'g1', reason: 'r', object: null },
      report: {
        grantId: 'g1',
        mailId: undefined,
        metadata: undefined,
        kind: 'failed',
        detail: 'Nylas reported that it did not leave: r',
      },
    },
    {
      name: 'rejected',
      type: 'message.rejected',
      data: { grant_id: 'g1', object: { message: mail, rejected_at: 1 } },
      report: { ...about, kind: 'failed', detail: 'Nylas rejected it, as for a virus in an attachment' },
    },
    {
      name: 'bounced',
      type: 'message.bounced',
      data: {
        grant_id: 'g1',
        object: {
          message: mail,
          bounce: {
            type: 'MailboxFull',
            recipients: [{ email: 'ann@customer.example', diagnostic_code: 'smtp; 552 5.2.2 full' }, null],
          },
        },
      },
      report: { ...about, kind: 'bounced', detail: 'it came back: MailboxFull: smtp; 552 5.2.2 full' },
    },
    {
      name: 'bounced, in an odd shape',
      type: 'message.bounced',
      data: { grant_id: 'g1', object: { message: mail, bounce: 'what' } },
      report: { ...about, kind: 'bounced', detail: 'it came back' },
    },
    {
      name: 'complained of',
      type: 'message.complaint',
      data: { grant_id: 'g1', object: { message: mail, complaint: { type: 'abuse' } } },
      report: { ...about, kind: 'complaint', detail: 'its reader complained about it: abuse' },
    },
  ])('$name', ({ type, data, report }) => {
    expect(reported(type, data)).toEqual(report);
  });

  test.each(['message.created', 'message.opened', 'message.transactional.bounced', 'constructor'])(
    '%s is none',
    (type) => {
      expect(reported(type, { grant_id: 'g1', object: { message: mail } })).toEqual({ grantId: 'g1' });
    },
  );
});
