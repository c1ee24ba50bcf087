import { expect, it } from 'vitest';
import { evaluateShipped } from '../eval/shipped.ts';

it('the shipped agents keep their bars on the shipped cases', async () => {
  const out: string[] = [];
  const code = await evaluateShipped((text) => void out.push(text), { env: {} });
  expect({ code, missed: code === 0 ? [] : out }).toEqual({ code: 0, missed: [] });
  expect(out.join('\n')).toMatch(/^30 cases of agents\/support\/cases, answers live$/m);
});
