import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { measure } from '#cli/eval/measures.ts';
import { reportHtml } from '#cli/eval/report-html.ts';
import { aDraft } from '../helpers/builders.ts';
import { chromiumPath, launchBrowser, whySkipped } from '../helpers/browser.ts';
import { aRun } from '../unit/cli/eval/builders.ts';

const hostile = '<script>document.title = "run"</script><img src=x onerror="document.title = 1">';
const runs = [
  aRun({ id: 'well', expect: { decision: ['reply'] } }),
  aRun({
    id: `a-case-${'with-a-long-name-'.repeat(12)}`,
    expect: { decision: ['review'] },
    draft: aDraft({ body: `${hostile} `.repeat(20) }),
  }),
];

describe.skipIf(chromiumPath === undefined)(`the report of an evaluation (${whySkipped})`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test('opens each case, runs nothing, and fits a phone', async () => {
    const measures = measure(runs, new Map([['missed', { atMost: 0 }]]));
    const side = { label: 'support', agents: ['support'], measures, runs, unrecorded: [] };
    const html = await reportHtml({
      atMs: 0,
      path: 'cases',
      cases: 2,
      repeat: 1,
      answers: 'live',
      sides: [side],
      comparison: undefined,
    });
    const page = await browser.newPage({ viewport: { width: 380, height: 800 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.setContent(html);

    const first = page.locator('details').first();
    expect(await first.locator('.verdict').textContent()).toBe('dangerous');
    expect(await first.locator('pre').first().isVisible()).toBe(false);
    await first.locator('summary').click();
    expect(await first.locator('pre').first().isVisible()).toBe(true);
    expect(await first.locator('pre').last().innerText()).toContain('<script>document.title');
    expect(await page.title()).toBe('Evaluation of cases · Inreply');
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    expect(await page.evaluate('getComputedStyle(document.querySelector("summary")).display')).toBe('flex');
    expect(complaints).toEqual([]);
  });
});
