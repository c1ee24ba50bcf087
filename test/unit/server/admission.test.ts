import { expect, test } from 'vitest';
import type { Admission, Arrival } from '#domain/arrival.ts';
import { TransientError } from '#errors.ts';
import { createAdmission, type Admit } from '#server/admission.ts';
import { someDeps } from './fixtures.ts';

function anArrival(messageId: string): Arrival {
  return { direction: 'inbound', grantId: 'g1', messageId, threadId: 't1', answers: undefined };
}

function admissionWith(admit: Admit, timeoutMs = 1000) {
  const { deps, lines } = someDeps();
  return { admit: createAdmission({ admit, events: deps.events, now: Date.now, timeoutMs }), lines };
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => anArrival(`m${index}`));

test('arrivals of the same moment share one call, and each gets its own answer', async () => {
  const batches: number[] = [];
  const { admit } = admissionWith((arrivals) => {
    batches.push(arrivals.length);
    const kinds: Admission[] = ['new', 'again', 'done'];
    return Promise.resolve(arrivals.map(({ messageId }) => kinds[Number(messageId.slice(1)) % 3] ?? 'new'));
  });
  expect(await Promise.all(numbered(4).map(admit))).toEqual(['new', 'again', 'done', 'new']);
  expect(batches).toEqual([4]);
});

test('a batch holds 128 arrivals and 4 batches are under way at most', async () => {
  let inFlight = 0;
  let most = 0;
  const sizes: number[] = [];
  const { admit } = admissionWith(async (arrivals) => {
    sizes.push(arrivals.length);
    most = Math.max(most, ++inFlight);
    await new Promise(setImmediate);
    inFlight--;
    return arrivals.map(() => 'new' as const);
  });
  const answers = await Promise.all(numbered(1000).map(admit));
  expect(answers).toHaveLength(1000);
  expect(most).toBe(4);
  expect(Math.max(...sizes)).toBe(128);
});

test('a store that fails fails each arrival of the batch, is told once, and the next one is tried again', async () => {
  let isDown = true;
  const { admit, lines } = admissionWith((arrivals) =>
    isDown
      ? Promise.reject(new Error('Connection is closed.'))
      : Promise.resolve(arrivals.map(() => 'new' as const)),
  );
  const settled = await Promise.allSettled(numbered(3).map(admit));
  expect(settled.every(({ status }) => status === 'rejected')).toBe(true);
  expect(lines.filter((line) => line.includes('admission.failed'))).toHaveLength(1);
  isDown = false;
  expect(await admit(anArrival('m9'))).toBe('new');
});

test('a store that throws at once fails the arrivals like one that rejects', async () => {
  const { admit } = admissionWith(() => {
    throw new Error('not connected');
  });
  await expect(admit(anArrival('m1'))).rejects.toBeInstanceOf(TransientError);
});

test('a store that hangs fails every arrival within the time, also those behind full slots', async () => {
  const { admit } = admissionWith(() => new Promise(() => {}), 60);
  const startedMs = performance.now();
  const settled = await Promise.allSettled(numbered(1000).map(admit));
  expect(settled.every(({ status }) => status === 'rejected')).toBe(true);
  expect(performance.now() - startedMs).toBeLessThan(1000);
});

test('an answer that is missing fails only its own arrival', async () => {
  const { admit } = admissionWith(() => Promise.resolve(['new']));
  const [first, second] = await Promise.allSettled(numbered(2).map(admit));
  expect(first?.status).toBe('fulfilled');
  expect(second?.status).toBe('rejected');
});
