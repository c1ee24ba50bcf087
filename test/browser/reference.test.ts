import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { createApp } from '#server/app.ts';
import { type Listening, listen } from '#server/listen.ts';
import {
  axeFindings,
  chromiumPath,
  launchBrowser,
  openPage,
  picture,
  whySkipped,
} from '../helpers/browser.ts';
import { cookieFor } from '../unit/server/access-fixtures.ts';
import { someDeps } from '../unit/server/fixtures.ts';

/** What axe takes grows with the square of the page, and the sections are all made alike: these stand for the others. */
const sectionsForAxe = ['listReviews', 'approveReview', 'followEvents', 'shape-Review'];

describe.skipIf(chromiumPath === undefined)(`the reference of the API (${whySkipped})`, () => {
  let browser: Browser;
  let server: Listening;
  let cookie: string;
  beforeAll(async () => {
    browser = await launchBrowser();
    const { deps } = someDeps();
    server = await listen(createApp(deps), { host: '127.0.0.1', port: 0 });
    cookie = await cookieFor(deps.access);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test.each([
    ['light', 1440],
    ['dark', 390],
  ] as const)(
    'reads well in %s at %i px, by whoever, and asks for nothing elsewhere',
    async (colorScheme, width) => {
      const url = `http://127.0.0.1:${server.port}`;
      const viewport = { width, height: 900 };
      const { page, faults } = await openPage(browser, {
        viewport,
        colorScheme,
        extraHTTPHeaders: { cookie },
      });
      page.on('request', (request) => {
        if (!request.url().startsWith(url)) faults.push(request.url());
      });
      expect((await page.goto(`${url}/docs`))?.status()).toBe(200);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      const way = page.getByRole('navigation').getByRole('link', { name: '/reviews/{id}/approve' });
      await way.focus();
      await page.keyboard.press('Enter');
      const section = page.locator('#approveReview');
      expect(await section.textContent()).toContain(`-d '{"version":1}' "$INREPLY/api/reviews/`);
      expect((await section.boundingBox())?.y).toBeLessThan(900);
      await section.getByRole('link', { name: 'Review', exact: true }).click();
      expect(page.url()).toBe(`${url}/docs#shape-Review`);
      await section.scrollIntoViewIfNeeded();
      await picture(page, `reference-${colorScheme}-${width}`);
      await page.evaluate(`for (const one of document.querySelectorAll('section.route'))
        if (!${JSON.stringify(sectionsForAxe)}.includes(one.id)) one.remove()`);
      expect(await axeFindings(page)).toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );
});
