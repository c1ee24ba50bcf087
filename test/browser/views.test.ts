import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  axeFindings,
  chromiumPath,
  launchBrowser,
  openPage,
  picture,
  signInByToken,
  whySkipped,
} from '../helpers/browser.ts';
import { password, worldOfFates } from '../helpers/fates.ts';
import { GRANT, until, type World } from '../helpers/world.ts';

/** The stories are told on a wide light page; these are the other ends. */
const looks = [
  { width: 1440, height: 900, colorScheme: 'dark' },
  { width: 390, height: 844, colorScheme: 'light' },
] as const;
const Place = z.object({ message_id: z.string(), thread_id: z.string() });
/** Run in the page: everything it asked for is there. */
const settled = `document.querySelector('main :is(h1, h2)') !== null && document.querySelector('[aria-busy="true"]') === null`;
const overflows = `[document.documentElement, document.getElementById('main')].some((one) => one.scrollWidth > one.clientWidth)`;

describe.skipIf(chromiumPath === undefined)(`the views beside the queue (${whySkipped})`, () => {
  const stack = new AsyncDisposableStack();
  let world: World;
  let browser: Browser;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    world = stack.use(await worldOfFates());
    browser = await launchBrowser();
    stack.defer(() => browser.close());
    ({ page, faults } = await openPage(browser));
    await signInByToken(page, world.url, world.env['API_TOKEN'] ?? '');
  });
  afterAll(() => stack.disposeAsync());

  const row = (name: string) => page.getByRole('link', { name });
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  /** By G and a letter; on a busy machine the two may come too far apart to belong together, so perhaps again. */
  const goTo = (key: string, name: string) =>
    until(async () => {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      const there = page.getByRole('heading', { level: 1, name });
      return there.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => undefined,
      );
    }, name);

  test('by keyboard: every message with its outcome, the story of one, and the way back', async () => {
    await goTo('a', 'Activity');
    const list = page.getByRole('list', { name: 'Messages' });
    await list.getByRole('link').nth(5).waitFor();
    const shown = await list.getByRole('link').allTextContents();
    expect(shown.toSorted()).toEqual([
      expect.stringMatching(/^Failed.*Given up after too many tries/),
      expect.stringMatching(/^Failed/),
      expect.stringMatching(/^Handed on.*Jon Frey.*Last warning.*legal.*This kind of mail is handed on/),
      expect.stringMatching(
        /^In review.*Tom Baker.*Refund for order 4471.*This kind of mail is for a person/,
      ),
      expect.stringMatching(/^No answer.*Mia Chen.*Thanks.*This kind of mail gets no answer/),
      expect.stringMatching(/^Replied.*Ann Lee.*Delivery to Germany.*shipping/),
    ]);
    await picture(page, 'activity');

    await page.keyboard.press('/');
    await page.keyboard.type('ann lee');
    await page.waitForURL(/q=ann\+lee/);
    await until(async () => ((await list.getByRole('link').count()) === 1 ? true : undefined), 'one row');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await heading('Delivery to Germany Replied');
    expect(page.url()).toMatch(new RegExp(`/activity/${GRANT}/`));
    const steps = page.locator('.steps');
    expect(await steps.textContent()).toMatch(/Read thread.*Rules.*Classify.*Draft.*Check/);
    expect(await page.getByText('2 model calls').first().isVisible()).toBe(true);
    await page.getByText('How long does shipping to Germany take?').first().waitFor();
    await page.locator('.exchange summary', { hasText: 'Classify' }).click();
    await page.getByText('needs_reply').first().waitFor();
    await picture(page, 'story');
    await page.keyboard.press('Escape');
    await page.waitForURL(/\/activity\?q=ann\+lee/);
  });

  test('a message that died is shown with its fault, and sent round again it is answered', async () => {
    await page.goto(`${world.url}/activity?state=dead`);
    await row('Failed').first().click();
    await page.getByText('A fault of the sandbox').first().waitFor();
    await picture(page, 'story-failed');
    await page.getByRole('button', { name: 'Try it again' }).click();
    await page.getByRole('status').getByText('It goes round again').waitFor();
    await heading('Delivery time Replied');
    await page.getByRole('main').getByRole('link', { name: 'Activity' }).click();
    await page.waitForURL(/state=dead/);
    await until(async () => ((await row('Failed').count()) === 1 ? true : undefined), 'one that failed');
    await page.getByLabel('Outcome').selectOption('In doubt');
    await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
    await picture(page, 'activity-nothing-fits');
    await page.getByRole('button', { name: 'Show everything' }).click();
    await row('Delivery time').waitFor();
    expect(page.url()).toBe(`${world.url}/activity`);
  });

  test('threads: found by a search, read with what became of each mail, and on to its story', async () => {
    await goTo('t', 'Threads');
    await page.getByRole('searchbox').fill('baker');
    await until(
      async () => ((await page.locator('[data-row]').count()) === 1 ? true : undefined),
      'one thread',
    );
    await picture(page, 'threads');
    await row('Tom Baker').click();
    await heading('Refund for order 4471');
    await page.getByText('I want my money back').waitFor();
    await picture(page, 'thread');
    await page.getByRole('link', { name: 'In review' }).click();
    await heading('Refund for order 4471 In review');
    await page.getByRole('link', { name: 'Review', exact: true }).click();
    await page.waitForURL(/\/reviews\/rv_/);
    expect(page.url()).toContain('/reviews/rv_');
  });

  test('agents: what is in force, a level set by hand, the kill switch, and a refused edit', async () => {
    await goTo('g', 'Agents');
    const support = page.getByRole('region', { name: 'Agent support' });
    await support.getByText('support@inreply.test').waitFor();
    expect(await support.textContent()).toMatch(/auto.*6 replies a thread.*1 file, 2 passages/);
    await picture(page, 'agents');

    await support.getByRole('button', { name: 'Change the level of shipping' }).click();
    await page.getByRole('radio', { name: 'review' }).check();
    await page.getByLabel('Why?').fill('new prices');
    await page.getByRole('button', { name: 'Set to review' }).click();
    await page.getByRole('status').getByText('shipping is at review now.').waitFor();
    await support.getByText('set just now').waitFor();
    const { json } = await world.api('GET', '/api/autonomy');
    expect(json.levels).toContainEqual(
      expect.objectContaining({ category: 'shipping', level: 'review', why: 'new prices' }),
    );

    await page.getByRole('button', { name: 'Pause all agents' }).click();
    await page.getByLabel('Why?').fill('wrong prices');
    await picture(page, 'pause');
    await page.keyboard.press('Enter');
    await page.getByText('All agents are paused').waitFor();
    await page.getByText('wrong prices').waitFor();
    await page.getByRole('button', { name: 'Resume all agents' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume all agents' }).click();
    await page.getByText('All agents are paused').waitFor({ state: 'detached' });

    const file = join(world.agentsDir, 'support/agent.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('mode: auto', 'mode: automatic'));
    await page
      .getByRole('region', { name: 'Refused files' })
      .getByText(/agent\.yaml:4/)
      .waitFor();
    await picture(page, 'agents-refused');
  });

  test('who may only look sees everything and no button that changes something', async () => {
    const own = await openPage(browser, { viewport: { width: 1100, height: 800 } });
    await own.page.goto(`${world.url}/agents`);
    await own.page.getByLabel('Name or e-mail').fill('vera');
    await own.page.getByLabel('Password').fill(password);
    await own.page.keyboard.press('Enter');
    const support = own.page.getByRole('region', { name: 'Agent support' });
    await support.getByText('support@inreply.test').waitFor();
    expect(await own.page.getByRole('main').getByRole('button').allTextContents()).toEqual([]);
    await own.page.getByRole('link', { name: 'Health' }).click();
    await own.page.getByText('A mail failed at “Read thread”').waitFor();
    expect(await own.page.getByRole('button', { name: /Dismiss|again/ }).count()).toBe(0);
    await own.page.getByRole('link', { name: 'its story' }).click();
    await own.page.getByText('Given up after too many tries').waitFor();
    expect(await own.page.getByRole('main').getByRole('button', { name: /again/ }).count()).toBe(0);
    expect(own.faults).toEqual([]);
    await own.page.context().close();
  });

  test('health: the figures of the queue, charts that can be read as tables, dead letters with both ways out', async () => {
    await goTo('h', 'Health');
    const tiles = page.getByRole('list', { name: 'State' });
    await tiles.waitFor();
    expect(await tiles.textContent()).toMatch(/Open reviews1.*Dead letters1/);
    const chart = page.getByRole('figure', { name: 'What became of mail' });
    await chart.getByRole('img', { name: 'What became of mail' }).waitFor();
    await picture(page, 'health');
    await chart.getByRole('button', { name: 'As table' }).click();
    // Today is the first row: Replied, Reviewed, No answer, Handed on, Failed.
    const today = await chart.getByRole('row').nth(1).getByRole('cell').allTextContents();
    expect(today.slice(1, 4)).toEqual(['1', '1', '1']);

    await page.getByText('A mail failed at “Read thread”').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await picture(page, 'dismiss');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('heading', { name: 'Dead letters' }).waitFor({ state: 'detached' });
    expect((await world.api('GET', '/api/dead')).json.dead_letters).toEqual([]);
  });

  test('everything is fine for axe, fits the screen and keeps to the CSP, wide and narrow, light and dark', async () => {
    const { json } = await world.api('GET', '/api/activity?state=sent');
    const [one] = z.object({ messages: z.array(Place) }).parse(json).messages;
    const paths = [
      '/activity',
      `/activity/${GRANT}/${one?.message_id}`,
      '/threads',
      `/threads/${GRANT}/${one?.thread_id}`,
      '/agents',
      '/health',
      '/activity/nobody/nothing',
    ];
    const found: Record<string, string[]> = {};
    for (const path of paths) {
      await page.goto(`${world.url}${path}`);
      await until(async () => (await page.evaluate<boolean>(settled)) || undefined, `${path} to be there`);
      const name = path === paths[6] ? 'unknown' : path.split('/').slice(1, 3).join('-');
      for (const { width, height, colorScheme } of looks) {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme });
        await picture(page, `${name}-${width}-${colorScheme}`);
        const wrong = await axeFindings(page);
        if (await page.evaluate<boolean>(overflows)) wrong.push('is wider than the screen');
        if (wrong.length > 0) found[`${name} ${width} ${colorScheme}`] = wrong;
      }
    }
    expect(found).toEqual({});
    expect(faults).toEqual([]);
  });
});
