import { describe, expect, it } from 'vitest';

import { guard } from '#agent/guard/guard.ts';

import { aMessage } from './builders.ts';
import { facts } from './guard-facts.ts';

/** What customers of a shop write; each speaks of deliveries, failures or machines, as machines do. */
const people: [subject: string, body: string][] = [
  [
    'Undelivered parcel',
    'My parcel could not be delivered. The carrier says address unknown. Can you resend?',
  ],
  ['Delivery failed', 'Hi, DHL says delivery failed for order 4711. Please send it again.'],
  ['Returned to sender', 'My parcel was returned to sender, what now?'],
  [
    'Order 4711 not delivered',
    'The parcel could not be delivered, the driver says. Please try again tomorrow.',
  ],
  ['Zustellung fehlgeschlagen', 'Hallo, laut DHL konnte mein Paket nicht zugestellt werden. Was nun?'],
  ['Payment rejected', 'My card was rejected and the order could not be delivered.'],
  ['Mail delivery', 'Does mail delivery cost more than parcel delivery?'],
];

describe('the guard lets go on what people write', () => {
  for (const [subject, body] of people) {
    it(`under the subject "${subject}"`, () => {
      expect(guard(facts(aMessage({ subject, body })))).toEqual({ kind: 'go', parkBecause: [] });
    });
  }

  const doubtful: [subject: string, body: string][] = [
    ['Mailbox full', 'Your mailbox full error came back yesterday, so again: can I return shoes?'],
    ['Auto reply', 'Your auto reply did not help me. Can I return shoes?'],
    [
      'Ticket 123',
      'I have received your ticket number 123. This is an automated message, it said. Is anyone human there?',
    ],
  ];
  for (const [subject, body] of doubtful) {
    it(`or leaves it to a person, but never to silence, under the subject "${subject}"`, () => {
      expect(guard(facts(aMessage({ subject, body }))).kind).not.toBe('skip');
    });
  }
});
