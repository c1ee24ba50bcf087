import { describe, expect, it } from 'vitest';
import { pseudonymsFor } from '#cli/eval/pseudonyms.ts';
import { aMessage, aThread } from '../../../helpers/builders.ts';

const thread = aThread(
  aMessage({
    from: [{ name: 'Carla Customer', email: 'carla@customer.example' }],
    cc: [{ name: 'Parcels', email: 'no-reply@parcels.example' }],
  }),
);
const { text } = pseudonymsFor(thread, 'Write to desk@shop.example, the team is Mia.');

describe('stand-ins', () => {
  it('are the same for the same person, in the whole thread', () => {
    const shown = text('Carla <carla@customer.example> wrote: I am Carla, carla@customer.example');
    expect(shown).toMatch(/^(Person\d) <(person-\d@redacted\.example)> wrote: I am \1, \2$/);
  });

  it('leave alone what the team publishes, and order numbers', () => {
    expect(text('Mia of desk@shop.example has order 20417')).toBe('Mia of desk@shop.example has order 20417');
  });

  it('keep a mailbox known that no person reads', () => {
    expect(text('no-reply@parcels.example')).toMatch(/^no-reply@robot-\d+\.example$/);
  });

  it('hide phone, card and account numbers', () => {
    const shown = text('+49 341 1234567, 4111 1111 1111 1111, DE02 1203 0000 0000 2020 51, 203.0.113.7');
    expect(shown).toMatch(/^\+1 202 555 \d{4}, CARD \d, IBAN \d, 192\.0\.2\.\d$/);
  });
});
