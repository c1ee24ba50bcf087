import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import type { Review } from '#domain/review.ts';
import { createApp, type AppDeps } from '#server/app.ts';
import { listen } from '#server/listen.ts';
import { chromiumPath, launchBrowser, whySkipped } from '../helpers/browser.ts';
import { aReview, apiToken, nowMs, reviewsInMemory, someDeps } from '../unit/server/fixtures.ts';

const screenshots = 'data/screenshots';

const several = [
  aReview(),
  aReview({
    id: 'rv_2',
    subject: 'Re: Where is my parcel?',
    body: '',
    question: '<b>Where</b> is it?\n\nI ordered three weeks ago & nobody answers.\n'.repeat(8),
    reasons: [
      { code: 'draft_failed', detail: 'The model could not write a draft that passed the checks.' },
      { code: 'low_confidence', detail: 'Confidence 0.41 is below 0.8.' },
    ],
    category: null,
    confidence: 0.41,
    from: [{ email: 'a-very-long-address-that-goes-on-and-on@subdomain.of.a.customer.example' }],
    citations: [],
    createdAtMs: nowMs - 3_600_000,
  }),
  aReview({ id: 'rv_3', status: 'sent', subject: 'Re: Opening hours', updatedAtMs: nowMs - 600_000 }),
  aReview({ id: 'rv_4', status: 'rejected', subject: 'Re: Partnership', updatedAtMs: nowMs - 900_000 }),
  aReview({
    id: 'rv_5',
    status: 'closed',
    subject: 'Re: Invoice',
    closedBecause: { code: 'answered', detail: 'Somebody replied from a mail client.' },
  }),
];

describe.skipIf(chromiumPath === undefined)(`the review page (${whySkipped})`, () => {
  let browser: Browser;
  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function visit(all: Review[], context: BrowserContextOptions = {}, over: Partial<AppDeps> = {}) {
    const reviews = reviewsInMemory(...all);
    const server = await listen(createApp(someDeps({ reviews, ...over }).deps), {
      host: '127.0.0.1',
      port: 0,
    });
    onTestFinished(() => server.close());
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, ...context });
    onTestFinished(() => page.close());
    const faults: string[] = [];
    page.on('console', (message) => {
      // A 4xx page is an answer we test for; the browser reports each as an error.
      if (message.type() === 'error' && !message.text().includes('the server responded with a status of 4')) {
        faults.push(message.text());
      }
    });
    page.on('pageerror', (error) => faults.push(error.message));
    return { page, reviews, faults, url: `http://127.0.0.1:${server.port}` };
  }

  async function signedIn(...args: Parameters<typeof visit>) {
    const visited = await visit(...args);
    await visited.page.goto(`${visited.url}/sign-in#${apiToken}`);
    await visited.page.waitForURL(`${visited.url}/`);
    return visited;
  }

  test('a sign-in link signs in, and its token stays in no address', async () => {
    const { page, url, faults } = await signedIn(several);
    expect(page.url()).toBe(`${url}/`);
    expect(await page.getByRole('article').count()).toBe(2);
    await page.goBack();
    expect(page.url()).not.toContain(apiToken);
    expect(faults).toEqual([]);
  });

  test('a wrong token is told so, and the right one typed in works', async () => {
    const { page, url } = await visit([]);
    await page.goto(url);
    await page.getByLabel('Access token').fill('wrong');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').textContent()).toContain('not right');
    await page.screenshot({ path: `${screenshots}/sign-in.png` });
    await page.getByLabel('Access token').fill(apiToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor();
    await page.screenshot({ path: `${screenshots}/empty.png` });
  });

  test('an edited reply is approved as edited', async () => {
    const { page, reviews, faults } = await signedIn(several);
    const card = page.getByRole('article', { name: 'Invoice 4471' });
    await card.getByLabel('Text').fill('Hello Dana,\n\nit is refunded.\n');
    await card.getByRole('button', { name: 'Approve and send' }).click();
    expect(await page.getByRole('status').textContent()).toContain('on its way');
    expect(reviews.all.get('rv_1')?.verdict).toMatchObject({ body: 'Hello Dana,\n\nit is refunded.\n' });
    expect(await page.getByRole('article').count()).toBe(1);
    expect(faults).toEqual([]);
  });

  test('a mail is shown and an untouched draft approved letter by letter', async () => {
    const body = '\n\nLeading lines, a <tag>, "quotes" & an &amp;.\n';
    const { page, reviews } = await signedIn([aReview({ body, question: body })]);
    expect(await page.getByRole('region', { name: 'Message' }).textContent()).toBe(body);
    await page.getByRole('button', { name: 'Approve and send' }).click();
    await page.getByRole('status').waitFor();
    expect(reviews.all.get('rv_1')?.verdict).toMatchObject({ body, subject: aReview().subject });
  });

  test('an empty reply is not sent', async () => {
    const { page, reviews } = await signedIn(several);
    const card = page.getByRole('article', { name: 'Where is my parcel?' });
    await card.getByRole('button', { name: 'Approve and send' }).click();
    expect(await card.locator('textarea:invalid').count()).toBe(1);
    expect(reviews.by).toEqual([]);
  });

  test('a review is rejected and another sent back for changes', async () => {
    const { page, reviews } = await signedIn(several);
    const parcel = page.getByRole('article', { name: 'Where is my parcel?' });
    await parcel.getByText('Reject', { exact: true }).click();
    await page.screenshot({ path: `${screenshots}/reject.png`, fullPage: true });
    await parcel.getByRole('button', { name: 'Reject, send nothing' }).click();
    await page.getByRole('status').waitFor();
    expect(reviews.all.get('rv_2')?.status).toBe('rejected');
    await page.getByText('Ask for changes').click();
    await page.getByLabel('What should be different?').fill('Mention the five working days.');
    await page.getByRole('button', { name: 'Write a new draft' }).click();
    await page.getByText('A new draft is being written').waitFor();
    expect(reviews.all.get('rv_1')?.verdict).toMatchObject({ kind: 'revise' });
    await page.screenshot({ path: `${screenshots}/waiting.png`, fullPage: true });
  });

  test('a decision that comes too late is told plainly, and the text is not lost', async () => {
    const { page, reviews } = await signedIn(several);
    await reviews.decide('rv_1', 1, { kind: 'reject', reason: '' }, 'api');
    const card = page.getByRole('article', { name: 'Invoice 4471' });
    await card.getByLabel('Text').fill('My careful words.');
    await card.getByRole('button', { name: 'Approve and send' }).click();
    const alert = page.getByRole('alert');
    expect(await alert.textContent()).toContain('was decided or closed before you');
    expect(await alert.textContent()).toContain('My careful words.');
    await page.screenshot({ path: `${screenshots}/conflict.png`, fullPage: true });
  });

  test('everything can be done by keyboard alone', async () => {
    const { page, reviews } = await signedIn([aReview()]);
    const tabTo = async (selector: string) => {
      for (let presses = 0; presses < 30; presses++) {
        await page.keyboard.press('Tab');
        if ((await page.locator(`${selector}:focus`).count()) > 0) return;
      }
      throw new Error(`the focus never reached ${selector}`);
    };
    await tabTo('.skip');
    await page.screenshot({ path: `${screenshots}/focus.png` });
    await tabTo('textarea');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Typed.');
    await tabTo('button.primary');
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    expect(reviews.all.get('rv_1')?.verdict).toMatchObject({ kind: 'approve', body: 'Typed.' });
  });

  test('it works without any script', async () => {
    const { page, url, reviews } = await visit([aReview()], { javaScriptEnabled: false });
    await page.goto(url);
    await page.getByLabel('Access token').fill(apiToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Approve and send' }).click();
    await page.getByRole('status').waitFor();
    expect(reviews.by).toEqual(['page']);
  });

  test('signing out shows the form again', async () => {
    const { page, url } = await signedIn(several);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${url}/sign-in`);
    await page.goto(url);
    expect(await page.getByLabel('Access token').count()).toBe(1);
  });

  test.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { colorScheme: 'light', viewport: { width: 360, height: 740 } }],
    ['phone-dark', { colorScheme: 'dark', viewport: { width: 360, height: 740 } }],
  ] as const)('in %s nothing is wider than the window', async (name, context) => {
    const fault = {
      file: 'agents/sales/agent.yaml',
      line: 7,
      reason: 'unknown key "mod"; did you mean "mode"?',
    };
    const { page, faults } = await signedIn(several, context, { faults: () => [fault] });
    await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
    expect(faults).toEqual([]);
  });
});
