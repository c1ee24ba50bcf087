import { describe, expect, it } from 'vitest';
import { createPatience } from '#cli/eval/patience.ts';
import { PermanentError, TransientError } from '#errors.ts';

const never = new AbortController().signal;

/** Fails so often with this fault, then succeeds. */
function failing(times: number, fault: Error) {
  let tried = 0;
  const act = () => (++tried <= times ? Promise.reject(fault) : Promise.resolve('done'));
  return { act, tried: () => tried };
}
const busy = new TransientError('busy');

describe('patience with a model', () => {
  it('tries a passing fault again, also where it is the cause of another', async () => {
    const patience = createPatience(never, [0, 0]);
    await expect(patience(failing(2, busy).act)).resolves.toBe('done');
    await expect(patience(failing(1, new Error('thinking failed', { cause: busy })).act)).resolves.toBe(
      'done',
    );
  });

  it('ends with the last wait, and at once for a fault that stays', async () => {
    const patience = createPatience(never, [0, 0]);
    const long = failing(9, busy);
    await expect(patience(long.act)).rejects.toBe(busy);
    expect(long.tried()).toBe(3);
    const refused = failing(9, new PermanentError('refused'));
    await expect(patience(refused.act)).rejects.toThrow('refused');
    expect(refused.tried()).toBe(1);
  });

  it('waits no more once three cases in a row were in vain, until one succeeds', async () => {
    const patience = createPatience(never, [0]);
    for (let at = 0; at < 3; at++) await expect(patience(failing(9, busy).act)).rejects.toBe(busy);
    const fourth = failing(9, busy);
    await expect(patience(fourth.act)).rejects.toBe(busy);
    expect(fourth.tried()).toBe(1);
    await patience(failing(0, busy).act);
    await expect(patience(failing(1, busy).act)).resolves.toBe('done');
  });
});
