import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GRANT, startWorld, type World } from '../helpers/world.ts';

const QUESTION = 'How long does shipping to Germany take?';

describe('mail that no machine may answer', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const cases = [
    {
      what: 'an out-of-office note',
      mail: { subject: 'Out of office', headers: { 'Auto-Submitted': 'auto-replied' } },
      code: 'auto_reply',
    },
    {
      what: 'a list mail',
      mail: { headers: { 'List-Id': '<news.customer.example>' } },
      code: 'mailing_list',
    },
    { what: 'bulk mail', mail: { headers: { Precedence: 'bulk' } }, code: 'bulk' },
    {
      what: 'mail of a no-reply sender',
      mail: { from: 'no-reply@customer.example' },
      code: 'no_reply_sender',
    },
    { what: 'mail from our own address', mail: { from: 'support@inreply.test' }, code: 'own_message' },
    {
      what: 'a reply of another Inreply',
      mail: { headers: { 'X-Inreply-Id': 'r_0123', 'Auto-Submitted': 'auto-replied' } },
      code: 'other_inreply',
    },
  ];
  for (const { what, mail, code } of cases) {
    it(`does not answer ${what}, and says why`, async () => {
      const { id } = await world.receive({ text: QUESTION, ...mail });
      const found = await world.outcome(id, ({ state }) => state !== 'new');
      expect(found.state).toBe('skipped');
      expect(found.reasons.map((reason) => reason.code)).toContain(code);
      expect(found.reasons[0]?.detail).not.toBe('');
    });
  }

  it('does not answer a bounce, and asks no model about it', async () => {
    const before = world.sandbox.messages(GRANT).length;
    const bounce = [
      'From: Mail Delivery System <MAILER-DAEMON@mx.customer.example>',
      'To: support@inreply.test',
      'Subject: Undelivered Mail Returned to Sender',
      'Message-ID: <bounce-1@mx.customer.example>',
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'The mail could not be delivered.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.customer.example',
      '',
      'Final-Recipient: rfc822; x@customer.example',
      'Action: failed',
      'Status: 5.1.1',
      '--b--',
      '',
    ].join('\r\n');
    await world.sandbox.deliver(Buffer.from(bounce), { from: '', to: 'support@inreply.test' });
    const stored = world.sandbox.messages(GRANT)[before];
    const found = await world.outcome(stored?.id ?? '', ({ state }) => state !== 'new');
    expect(found).toMatchObject({ state: 'skipped', category: null, cost: { model_calls: 0 } });
    expect(['bounce', 'delivery_report']).toContain(found.reasons[0]?.code);
  });

  it('records our own replies as ours', async () => {
    const { id } = await world.receive({ text: QUESTION });
    const found = await world.outcome(id, ({ state }) => state === 'sent');
    const own = await world.outcome(found.reply?.id ?? '', () => true);
    expect(own).toMatchObject({ state: 'skipped', reasons: [{ code: 'own_message' }] });
  });

  it('sent nothing for any of them', () => {
    expect(world.sandbox.sent(GRANT)).toHaveLength(1);
  });

  it('answers 404 for a message it has never seen', async () => {
    expect((await world.api('GET', `/api/messages/${GRANT}/nothing`)).status).toBe(404);
  });
});
