import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen } from '#server/listen.ts';
import {
  axeFindings,
  chromiumPath,
  launchBrowser,
  openPage,
  picture,
  whySkipped,
} from '../helpers/browser.ts';
import { oneTapStage } from '../unit/server/one-tap-stage.ts';

describe.skipIf(chromiumPath === undefined)(`the page of a one-tap link (${whySkipped})`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test('asks once more and says what happened, by keyboard, on phone and desk, light and dark', async () => {
    for (const [width, colorScheme] of [
      [390, 'light'],
      [390, 'dark'],
      [1440, 'light'],
      [1440, 'dark'],
    ] as const) {
      const { app, link, stage } = oneTapStage();
      const listening = await listen(app, { host: '127.0.0.1', port: 0 });
      const options = { viewport: { width, height: 844 }, colorScheme };
      const { page, faults } = await openPage(browser, options);
      await page.goto(`http://127.0.0.1:${listening.port}/one-tap/${link()}`);
      expect(await axeFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await picture(page, `one-tap-${width}-${colorScheme}`);
      const send = page.getByRole('button', { name: 'Send it' });
      await send.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Approved' }).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(stage.decided).toHaveLength(1);
      expect(faults).toEqual([]);
      await page.context().close();
      await listening.close();
    }
  });
});
