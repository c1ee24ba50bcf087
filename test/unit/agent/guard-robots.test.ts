import { describe, expect, it } from 'vitest';

import { guard } from '#agent/guard/guard.ts';
import type { Header, Message } from '#domain/mail.ts';

import { aMessage, anAgent, noon } from './builders.ts';
import { codes, facts, from, header } from './guard-facts.ts';

describe('mail that no person wrote is skipped', () => {
  const cases: [string, Message, string][] = [
    [
      'Auto-Submitted with a parameter',
      header('auto-submitted', 'auto-replied; owner-email="a@b.c"'),
      'auto_reply',
    ],
    ['Auto-Submitted in capitals', header('AUTO-SUBMITTED', 'Auto-Generated'), 'auto_generated'],
    [
      'Auto-Submitted with a comment',
      header('Auto-Submitted', '(no) auto-notified (x (y))'),
      'auto_generated',
    ],
    ['Precedence bulk', header('Precedence', 'BULK'), 'bulk'],
    ['Precedence list', header('Precedence', 'list'), 'mailing_list'],
    ['Precedence auto_reply', header('Precedence', 'auto_reply'), 'auto_reply'],
    ['X-Auto-Response-Suppress', header('X-Auto-Response-Suppress', 'OOF, AutoReply'), 'auto_generated'],
    ['X-Autoreply', header('X-Autoreply', 'yes'), 'auto_reply'],
    ['X-FC-MachineGenerated', header('X-FC-MachineGenerated', 'true'), 'auto_generated'],
    ['List-Id', header('List-Id', '<a.b.c>'), 'mailing_list'],
    ['List-Unsubscribe alone', header('List-Unsubscribe', '<mailto:u@b.c>'), 'bulk'],
    ['an empty Return-Path', header('Return-Path', '<>'), 'bounce'],
    [
      'an empty Return-Path below that of a relay',
      aMessage({
        headers: [
          { name: 'Return-Path', value: '<forwarder@relay.example>' },
          { name: 'Return-Path', value: ' <>' },
        ],
      }),
      'bounce',
    ],
    ['a list behind it', header('Sender', 'owner-list@b.example'), 'mailing_list'],
    [
      'a delivery status',
      header('Content-Type', 'multipart/report; report-type=delivery-status; boundary="x"'),
      'bounce',
    ],
    [
      'a receipt',
      header('Content-Type', 'multipart/report; boundary=x; report-type="disposition-notification"'),
      'read_receipt',
    ],
    [
      'a complaint',
      header('Content-Type', 'Multipart/Report; Report-Type=Feedback-Report'),
      'feedback_report',
    ],
    ['a daemon', from('MAILER-DAEMON@mx.example'), 'bounce'],
    ['a postmaster', from('postmaster@mx.example'), 'bounce'],
    ['a no-reply address', from('no-reply@bank.example'), 'no_reply_sender'],
    ['a no-reply address in French', from('ne.pas.repondre@banque.example'), 'no_reply_sender'],
    ['a no-reply address in German', from('nicht_antworten@bank.example'), 'no_reply_sender'],
    ['a no-reply address inside', from('orders-noreply+4711@shop2.example'), 'no_reply_sender'],
    ['a variable return path', from('bounce+17-carla=customer.example@news.example'), 'bounce'],
    ['list software', from('LISTSERV@lists.example'), 'mailing_list'],
    ['notifications', from('notifications@forge.example'), 'auto_generated'],
    [
      'an absence note',
      aMessage({ subject: 'Automatische Antwort: Ihre Bestellung', body: '' }),
      'auto_reply',
    ],
    ['an absence note in Japanese', aMessage({ subject: '自動応答: ご注文', body: '' }), 'auto_reply'],
    [
      'an absence note by its words',
      aMessage({
        subject: 'Re: Your order',
        body: 'Hi,\n\nI am out of the office until Monday. In urgent cases please contact Bob.\n\nCarla',
      }),
      'auto_reply',
    ],
    [
      'a bounce by its words',
      aMessage({
        subject: 'Undelivered Mail Returned to Sender',
        body: 'This is the mail system at host mx.example.\n\nYour message could not be delivered.',
      }),
      'bounce',
    ],
    [
      'mail that says so',
      aMessage({ body: 'Bitte antworten Sie nicht auf diese E-Mail.' }),
      'auto_generated',
    ],
    [
      'a DMARC report',
      aMessage({ subject: 'Report domain: shop.example Submitter: mail.example Report-ID: 1' }),
      'feedback_report',
    ],
    [
      'an answer to an invitation',
      aMessage({
        subject: 'Accepted: Fitting',
        attachments: [
          {
            id: 'a',
            filename: 'invite.ics',
            contentType: 'text/calendar; method=REPLY',
            size: 1,
            isInline: false,
          },
        ],
      }),
      'calendar_reply',
    ],
    ['mail of another agent of this kind', header('X-Inreply-Id', 'r_1'), 'other_inreply'],
  ];

  for (const [name, target, code] of cases) {
    it(`by ${name} (${code})`, () => {
      const guarded = guard(facts(target));
      expect(guarded.kind).toBe('skip');
      expect(codes(guarded)).toContain(code);
    });
  }
});

describe("people's mail goes on", () => {
  const plain: [string, Message][] = [
    ['an ordinary question', aMessage()],
    ['Auto-Submitted: no', header('Auto-Submitted', 'no')],
    ['X-Auto-Response-Suppress: None', header('X-Auto-Response-Suppress', 'None')],
    ['a person called Noah Reply', from('noah.reply@customer.example')],
    ['a person called Postma', from('postma@customer.example')],
    [
      'a forwarder that rewrites the path',
      header('Return-Path', '<SRS0=ab=cd=customer.example=carla@fwd.example>'),
    ],
    [
      'a parcel that was not delivered',
      aMessage({ subject: 'Delivery failed', body: 'My parcel never came. Where is it?' }),
    ],
    [
      'a question about an automatic reply',
      aMessage({ body: 'I only got an automated message from you. Can a human answer me?' }),
    ],
    [
      'a confirmation that is quoted',
      aMessage({
        subject: 'Re: Your order confirmation',
        body: 'Can I still change the size?\n\nOn Mon, 28 Sep 2026 at 10:00, Shop <desk@shop.example> wrote:\n> This is an automated message. Do not reply to this e-mail.\n> Unsubscribe',
      }),
    ],
    [
      'a customer on holiday',
      aMessage({
        subject: 'Re: Delivery',
        body: 'I am on holiday until Friday. Could you deliver next week?',
      }),
    ],
  ];

  for (const [name, target] of plain) {
    it(`with ${name}`, () => {
      expect(guard(facts(target))).toEqual({ kind: 'go', parkBecause: [] });
    });
  }

  it('but is parked when it is too old to be answered unseen', () => {
    const guarded = guard(facts(aMessage(), { nowMs: noon + 25 * 3_600_000 }));
    expect(guarded.kind).toBe('go');
    expect(codes(guarded)).toEqual(['too_old']);
  });

  it.each([
    ['a day later', {}, 25, ['too_old', 'found_late']],
    ['later than the agent answers', { limits: { max_age_hours: 2 } }, 3, ['too_old', 'found_late']],
    [
      'a day later, though the agent answers older mail',
      { limits: { max_age_hours: 100 } },
      25,
      ['found_late'],
    ],
    ['within a day', { limits: { max_age_hours: 100 } }, 23, []],
  ])('or only the sweep found it, %s', (_, config, hours, reasons) => {
    const nowMs = noon + hours * 3_600_000;
    const guarded = guard(facts(aMessage(), { agent: anAgent(config), foundBySweepMs: nowMs, nowMs }));
    expect(guarded.kind).toBe('go');
    expect(codes(guarded)).toEqual(reasons);
  });

  it('and every sure sign is named once', () => {
    const headers: Header[] = [
      { name: 'Auto-Submitted', value: 'auto-replied' },
      { name: 'X-Autoreply', value: 'yes' },
      { name: 'Precedence', value: 'bulk' },
    ];
    expect(codes(guard(facts(aMessage({ headers }))))).toEqual(['auto_reply', 'bulk']);
  });
});
