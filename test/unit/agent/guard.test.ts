import { describe, expect, it } from 'vitest';

import { guard, type GuardFacts } from '#agent/guard/guard.ts';
import type { Message } from '#domain/mail.ts';

import { aMessage, anAgent, aThread, mailboxAddress, noon } from './builders.ts';
import { codes, facts, from, header } from './guard-facts.ts';

function mark(id: string, at: number): Message {
  return aMessage({
    id,
    from: [{ email: mailboxAddress }],
    folders: ['sent'],
    metadata: { key1: `r_${id}`, key3: 'inreply' },
    dateMs: at,
  });
}

describe('mail that must not be answered for other reasons is skipped', () => {
  const blocking = anAgent({ blocked: ['carla@customer.example'] });
  const digest = aMessage({ id: 'd1', folders: ['sent'], metadata: { key1: 'dg_1', kind: 'digest' } });
  const blockingDomain = anAgent({ blocked: ['@example'] });
  const cases: [string, GuardFacts, string][] = [
    ['the agent is off', facts(aMessage(), { agent: anAgent({ mode: 'off' }) }), 'agent_off'],
    ['it is our own', facts(from(mailboxAddress)), 'own_message'],
    ['it lies in sent', facts(aMessage({ folders: ['sent'] })), 'own_message'],
    [
      'it answers a digest of ours',
      facts(aMessage(), { thread: aThread(digest, aMessage()) }),
      'digest_reply',
    ],
    ['a sibling wrote it', facts(from('SALES@shop.example')), 'sibling_agent'],
    ['it is junk', facts(aMessage({ folders: ['junk'] })), 'junk_folder'],
    ['it is in the trash', facts(aMessage({ folders: ['trash'] })), 'trash_folder'],
    ['it is a draft', facts(aMessage({ folders: ['drafts'] })), 'draft'],
    ['the sender is blocked', facts(aMessage(), { agent: blocking }), 'blocked_sender'],
    ['the domain is blocked', facts(aMessage(), { agent: blockingDomain }), 'blocked_sender'],
    ['it has no sender', facts(aMessage({ from: [] })), 'no_recipient'],
    [
      'an answer would go to a robot',
      facts(aMessage({ replyTo: [{ email: 'noreply@x.example' }] })),
      'no_reply_sender',
    ],
  ];

  for (const [name, given, code] of cases) {
    it(`when ${name} (${code})`, () => {
      const guarded = guard(given);
      expect(guarded.kind).toBe('skip');
      expect(codes(guarded)).toEqual([code]);
    });
  }
});

describe('a person looks without a model being asked', () => {
  const target = aMessage({ id: 'now', dateMs: noon, body: 'Please send it again, thank you very much.' });
  const six = [1, 2, 3, 4, 5, 6].map((at) => mark(`o${at}`, noon - at * 3_600_000));
  const loop = [3, 2, 1].flatMap((at) => [
    mark(`o${at}`, noon - at * 60_000 - 5_000),
    aMessage({ id: `i${at}`, body: `Different words number ${at} about things`, dateMs: noon - at * 60_000 }),
  ]);
  const cases: [string, GuardFacts, string][] = [
    ['the thread is long', facts(target, { thread: aThread(...six, target) }), 'thread_limit'],
    ['the sender got enough today', facts(target, { sentToSenderToday: 10 }), 'sender_limit'],
    ['the mailbox sent enough this hour', facts(target, { sentByMailboxThisHour: 200 }), 'mailbox_limit'],
    [
      'the sender says the same again after two replies',
      facts(target, {
        thread: aThread({ ...target, id: 'before', dateMs: noon - 9 }, ...six.slice(0, 2), target),
      }),
      'ping_pong',
    ],
    [
      'each of our replies is answered within seconds',
      facts(loop.at(-1)!, { thread: aThread(...loop) }),
      'ping_pong',
    ],
    [
      'it reads like a notification',
      facts(
        aMessage({
          subject: 'Your order confirmation',
          body: 'Thank you for your purchase. View online. Terms and conditions apply. Unsubscribe',
        }),
      ),
      'notification_like',
    ],
    ['it came through a bounce address', facts(header('Return-Path', '<bounces+1-x=y.z@m.example>')), 'bulk'],
  ];

  for (const [name, given, code] of cases) {
    it(`when ${name} (${code})`, () => {
      const guarded = guard(given);
      expect(guarded.kind).toBe('review');
      expect(codes(guarded)).toContain(code);
    });
  }
});
