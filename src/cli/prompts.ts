import { z } from 'zod';
import { SetupError } from '#errors.ts';
import type { Config } from '../config.ts';
import { costText, ShownCost } from './cost-text.ts';
import { askServer, readAnswer } from './server.ts';
import { indented, paint, printable, type Terminal } from './terminal.ts';

const Kept = z.looseObject({
  kept: z.boolean(),
  exchanges: z.array(
    z.looseObject({
      step: z.string(),
      at: z.string(),
      model: z.string(),
      system: z.string(),
      user: z.string(),
      answer: z.string(),
      fault: z.string().nullable(),
      took_ms: z.number(),
      cost: ShownCost,
    }),
  ),
});
export type Kept = z.infer<typeof Kept>;

/** What models were asked about a message and answered, as the server keeps it. */
export async function readExchanges(
  config: Config,
  { grant, id }: { grant: string; id: string },
  terminal: Terminal,
): Promise<Kept> {
  const path = `/api/messages/${encodeURIComponent(grant)}/${encodeURIComponent(id)}/exchanges`;
  const answer = await askServer(config, path, terminal);
  if (answer.kind === 'refused') throw new SetupError(answer.message);
  return readAnswer(Kept, answer.body);
}

/** The same in words: each question, then its answer. */
export function exchangesText({ kept, exchanges }: Kept, terminal: Terminal): string {
  const head = (text: string) => `\n${paint(terminal, 'bold', text)}`;
  if (exchanges.length === 0) {
    const why = kept
      ? 'no model was asked, or it is forgotten'
      : 'not kept; KEEP_PROMPTS_DAYS says for how many days they are to be';
    return [head('Prompts'), indented(why, 2)].join('\n');
  }
  return exchanges
    .flatMap(({ step, at, model, system, user, answer, fault, took_ms, cost }) => [
      head(`${step}, asked of ${model} at ${at}, ${Math.round(took_ms)} ms, ${costText(cost)}`),
      ...part('Instructions', system),
      ...part('Question', user),
      ...part('Answer', fault === null ? answer : `none: ${fault}`),
    ])
    .join('\n');
}

function part(title: string, text: string): string[] {
  return [indented(`${title}:`, 2), indented(printable(text), 4)];
}
