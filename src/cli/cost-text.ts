import { z } from 'zod';

/** A cost as the API gives it. */
export const ShownCost = z.looseObject({
  model_calls: z.number(),
  input_tokens: z.number(),
  output_tokens: z.number(),
  cached_tokens: z.number().optional(),
  money: z.number().optional(),
  model: z.string().optional(),
});

/** `2 model calls, 2,100 tokens in (1,024 cached), 180 tokens out, 0.0071`, with the model of a single step in front. */
export function costText(cost: z.infer<typeof ShownCost>): string {
  const cached = cost.cached_tokens ?? 0;
  return [
    ...(cost.model === undefined ? [] : [cost.model]),
    `${cost.model_calls} model ${cost.model_calls === 1 ? 'call' : 'calls'}`,
    `${cost.input_tokens} tokens in${cached === 0 ? '' : ` (${cached} cached)`}`,
    `${cost.output_tokens} tokens out`,
    ...(cost.money === undefined ? [] : [`cost ${moneyText(cost.money)}`]),
  ].join(', ');
}

/** Without a currency, since that of the prices is not known. */
function moneyText(money: number): string {
  return money === 0 || money >= 0.01 ? money.toFixed(2) : money.toPrecision(2);
}
