import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aSentMail, noon } from '../../helpers/builders.ts';
import { aSweptMailbox, HOUR, MINUTE, SECOND } from './swept-mailbox.ts';

/** A mailbox that is connected. */
async function connected(options?: Parameters<typeof aSweptMailbox>[0]) {
  const box = aSweptMailbox(options);
  box.receive({ id: 'before', dateMs: noon - HOUR });
  await box.sweep();
  box.pass(MINUTE);
  return box;
}

describe('a sweep', () => {
  it('of a new mailbox admits nothing, and later ones only what came since', async () => {
    const box = await connected();
    const id = box.receive();
    await box.sweep();
    expect(box.order).toEqual([id]);
    expect(box.admitted.get(id)).toMatchObject({ direction: 'inbound', foundBySweep: true });
  });

  it('leaves what was there before also when the list ignores the time it was asked for', async () => {
    const box = await connected();
    box.receive({ id: 'older', dateMs: noon - SECOND });
    await box.rewind(0);
    await box.sweep();
    expect(box.order).toEqual([]);
  });

  it('takes a mail of the very second in which the mailbox was connected', async () => {
    const box = aSweptMailbox();
    box.pass(400);
    await box.sweep();
    box.pass(200);
    const id = box.receive();
    box.pass(HOUR);
    await box.sweep();
    expect(box.order).toEqual([id]);
  });

  it('admits mails in the order they came, those of one second too', async () => {
    const box = await connected();
    const ids = [box.receive(), box.receive(), box.receive()];
    await box.sweep();
    expect(box.order).toEqual(ids);
  });

  it('takes a mail without a date, and none whose id Redis could not hold', async () => {
    const box = await connected();
    const id = box.receive({ dateMs: 0 });
    box.receive({ id: '\ud800' });
    await box.sweep();
    expect(box.order).toEqual([id]);
  });

  it('closes the loop of a mail that left, which counts as nothing found', async () => {
    const box = await connected();
    box.receive(aSentMail({ id: 's1', dateMs: box.now(), metadata: { key1: 'r_1', key2: 'm0' } }));
    await box.sweep();
    expect(box.admitted.get('s1')).toMatchObject({ direction: 'outbound', answers: 'm0' });
    expect(box.events.at(-1)?.facts).toMatchObject({ listed: 1, found: 0 });
  });

  it('says how old the oldest mail was that it found', async () => {
    const box = await connected();
    box.receive();
    box.pass(5 * MINUTE);
    box.receive();
    await box.sweep();
    expect(box.events.at(-1)?.facts).toMatchObject({ found: 2, oldestSeconds: 300 });
  });

  it('finds a mail that was listed late, up to a quarter of an hour after it came', async () => {
    const box = await connected();
    const id = box.receive({}, { lagMs: 14 * MINUTE });
    for (const _ of [1, 2, 3, 4]) {
      box.pass(5 * MINUTE);
      await box.sweep();
    }
    expect(box.order).toEqual([id]);
  });

  it('looks back a day once an hour, for what was listed hours late', async () => {
    const box = await connected({ deep: true });
    const id = box.receive({}, { lagMs: 20 * HOUR });
    for (let hour = 0; hour < 21; hour++) {
      box.pass(HOUR);
      await box.sweep();
    }
    expect(box.order).toEqual([id]);
  });

  it.each([
    ['an hour ahead', HOUR],
    ['a year ahead', 365 * 24 * HOUR],
    ['an hour behind', -HOUR],
    ['fifty years behind', -50 * 365 * 24 * HOUR],
  ])('finds mail though the clock of the worker is %s', async (_, skewMs) => {
    const box = aSweptMailbox();
    box.receive({ id: 'before', dateMs: noon - 1 });
    await box.sweep({ skewMs });
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      box.pass(5 * MINUTE);
      ids.push(box.receive());
      await box.sweep({ skewMs });
    }
    expect(box.order).toEqual(ids);
  });

  it.each([2, 3, 4, 5, 6])(
    'finds mail that comes after a sweep that ended at effect %i, by a clock so far ahead that it listed the future',
    async (failAt) => {
      const box = await connected();
      box.pass(HOUR);
      await box.sweep({ skewMs: 6 * HOUR, failAt });
      box.pass(10 * MINUTE);
      const id = box.receive();
      box.pass(5 * MINUTE);
      await box.sweep();
      expect(box.order).toEqual([id]);
    },
  );

  it('reads a mailbox of any size, in parts small enough to be listed', async () => {
    const box = await connected({ mostListed: 50 });
    const ids: string[] = [];
    for (let n = 0; n < 3000; n++) {
      box.pass(n % 500 === 0 ? 2 * HOUR : SECOND / 2);
      ids.push(box.receive());
    }
    await box.sweep();
    expect(box.order).toEqual(ids);
    expect(box.listings).toBeLessThan(300);
  });

  it('carries on where a fault stopped it, and has told of the fault', async () => {
    const box = await connected();
    const ids: string[] = [];
    for (let n = 0; n < 10; n++) {
      box.pass(6 * HOUR);
      ids.push(box.receive());
    }
    await box.sweep({ failAt: 10 });
    expect(box.events.at(-1)?.name).toBe('sweepFailed');
    const listed = box.listings;
    await box.sweep();
    expect(box.order).toEqual(ids);
    expect(box.listings - listed).toBeLessThan(9);
  });

  it('of mailboxes goes on with the others when one fails', async () => {
    const box = await connected();
    const id = box.receive();
    await box.sweep({ failAt: 1 });
    expect(box.order).toEqual([]);
    await box.sweep();
    expect(box.order).toEqual([id]);
  });
});

const ms = (max: number) => fc.integer({ min: 0, max });
const Step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ mail: fc.record({ webhook: fc.boolean(), lagMs: ms(14 * MINUTE) }) }) },
  { weight: 3, arbitrary: fc.record({ passMs: fc.oneof(ms(SECOND), ms(10 * MINUTE), ms(30 * HOUR)) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      sweeps: fc.array(
        fc.record({
          failAt: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
          how: fc.constantFrom('fault before' as const, 'fault after' as const),
          skewMs: fc.integer({ min: -3 * HOUR, max: 3 * HOUR }),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ rewindMs: ms(10 * HOUR) }) },
);

it('every mail dated after the mailbox was connected is admitted at last, whatever fails meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(Step, { maxLength: 40 }), ms(20), async (steps, mostMore) => {
      const box = aSweptMailbox({ mostListed: 12 + mostMore });
      for (const step of steps) {
        if ('mail' in step) {
          box.receive({}, step.mail);
          // Nothing can be listed of a second that holds more than a list does.
          if (box.mails.length % 4 === 0) box.pass(3 * SECOND);
        }
        if ('passMs' in step) box.pass(step.passMs);
        else if ('rewindMs' in step) await box.rewind(box.now() - step.rewindMs);
        else if ('sweeps' in step) await Promise.all(step.sweeps.map((sweep) => box.sweep(sweep)));
      }
      box.pass(15 * MINUTE);
      await box.sweep();
      await box.sweep();
      const sinceMs = Math.floor((box.mark?.sinceMs ?? 0) / SECOND) * SECOND;
      const wanted = box.mails.map(({ message }) => message).filter(({ dateMs }) => dateMs >= sinceMs);
      expect(wanted.filter(({ id }) => !box.admitted.has(id))).toEqual([]);
      const swept = [...box.admitted.values()].filter(({ foundBySweep }) => foundBySweep);
      expect(swept.filter(({ messageId }) => !wanted.some(({ id }) => id === messageId))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
