import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const Result = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

/** What axe finds wrong with a page as it is: the rule and the elements; empty when nothing is. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the content security policy of the page does not bind.
  await page.evaluate(axe.source);
  const { violations } = Result.parse(await page.evaluate('axe.run()'));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
