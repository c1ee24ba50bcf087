import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings, chromiumPath, picture, whySkipped } from '../helpers/browser.ts';
import { openCrowd } from './crowd.ts';
import { type Desk, gone, openDesk, openReview, row } from './desk.ts';

describe.skipIf(chromiumPath === undefined)(`the review page while things change (${whySkipped})`, () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk[Symbol.asyncDispose]());

  test('two at once: what the other decided leaves with a word, and a change while writing loses no text', async () => {
    const first = await desk.parked({ from: 'Pia <pia@k.example>', subject: 'Two of us' });
    const second = await desk.parked({ from: 'Sol <sol@k.example>', subject: 'It moves on' });
    const { page, faults } = await desk.visit();
    await row(page, 'Two of us').waitFor();
    const { version } = await desk.review(first);
    await desk.world.api('POST', `/api/reviews/${first}/approve`, { version });
    await page.getByText(/approved “Re: Two of us”/).waitFor();
    await gone(page, 'Two of us');

    await openReview(page, 'It moves on');
    await page.keyboard.press('e');
    await page.getByLabel('Text', { exact: true }).fill('My own careful words.');
    const { version: seen } = await desk.review(second);
    await desk.world.api('POST', `/api/reviews/${second}/revise`, {
      version: seen,
      instruction: 'Shorter.',
    });
    await page.getByText('This review changed while you were writing.').waitFor();
    await picture(page, 'reviews-overtaken');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Go on with my text' }).click();
    expect(await page.getByLabel('Text', { exact: true }).inputValue()).toBe('My own careful words.');
    await page.getByLabel('Text', { exact: true }).focus();
    await page.keyboard.press('Control+Enter');
    await desk.reviewOnce(
      second,
      ({ status, body }) => status === 'approved' && body === 'My own careful words.',
    );
    expect(faults).toEqual([]);
  });

  test('when the server refuses, the row comes back with the reason', async () => {
    const reviewId = await desk.parked({ from: 'Kai <kai@k.example>', subject: 'Not so fast' });
    const { page, faults } = await desk.visit();
    await openReview(page, 'Not so fast');
    await page.route('**/api/reviews/*/approve', (route) =>
      route.fulfill({
        status: 409,
        json: { error: { type: 'stale_version', message: 'The review has changed since you saw it.' } },
      }),
    );
    await page.keyboard.press('a');
    await page.getByText('Not approved: it changed since you saw it.').waitFor();
    await row(page, 'Not so fast').waitFor();
    expect((await desk.review(reviewId)).status).toBe('open');
    expect(faults).toEqual([]);
  });

  test('a lost connection is told, and what was missed is there when it is back', async () => {
    const { page, faults } = await desk.visit();
    await page.getByRole('link', { name: /^Waiting/ }).waitFor();
    await page.context().setOffline(true);
    await page.getByText('Offline, trying again.').waitFor();
    await picture(page, 'reviews-offline');
    expect(await axeFindings(page)).toEqual([]);
    await desk.parked({ from: 'Lea <lea@k.example>', subject: 'While you were away' });
    await page.context().setOffline(false);
    await row(page, 'While you were away').waitFor();
    await page.getByText('Offline, trying again.').waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });

  test('when the session ends, the way back leads to the same place, and what was typed is still there', async () => {
    const reviewId = await desk.parked({ from: 'Max <max@k.example>', subject: 'Come back' });
    const { page, faults } = await desk.visit();
    await page.goto(`${desk.world.url}/reviews/${reviewId}`);
    await page.getByRole('heading', { name: 'Come back', level: 2 }).waitFor();
    await page.keyboard.press('e');
    await page.getByLabel('Text', { exact: true }).fill('Half a sentence');
    await page.context().clearCookies();
    await page.getByRole('button', { name: /^Keep for later/ }).click();
    await page.keyboard.press('i');
    await page.getByRole('dialog', { name: 'You are signed out' }).waitFor();
    await picture(page, 'reviews-signed-out');
    expect(await axeFindings(page)).toEqual([]);
    page.once('dialog', (asked) => void asked.accept());
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await page.waitForURL((now) => now.pathname === '/sign-in');
    await page.locator('input[name=token]').fill(desk.world.env['API_TOKEN']!);
    await page.keyboard.press('Enter');
    await page.getByLabel('Text', { exact: true }).waitFor();
    expect(await page.getByLabel('Text', { exact: true }).inputValue()).toBe('Half a sentence');
    expect(new URL(page.url()).pathname).toBe(`/reviews/${reviewId}`);
    expect(faults).toEqual([]);
  });

  test('on a phone, in the dark: list and review are two screens, and the verdicts are in reach', async () => {
    await desk.parked({ from: 'Phil <phil@k.example>', subject: 'From a phone' });
    const { page, faults } = await desk.visit({
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
      hasTouch: true,
      isMobile: true,
    });
    await row(page, 'From a phone').waitFor();
    await picture(page, 'reviews-phone-list');
    expect(await axeFindings(page)).toEqual([]);
    await row(page, 'From a phone').tap();
    await page.getByRole('heading', { name: 'From a phone', level: 2 }).waitFor();
    await page.getByRole('button', { name: /^Source 1/ }).waitFor();
    expect(await row(page, 'From a phone').isVisible()).toBe(false);
    await picture(page, 'reviews-phone-review');
    expect(await axeFindings(page)).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
    await page.getByRole('link', { name: 'Back to the list' }).tap();
    await row(page, 'From a phone').tap();
    await page.getByRole('button', { name: /^Approve( A)?$/ }).tap();
    await page.getByText('Approved. It leaves in a moment.').waitFor();
    await picture(page, 'reviews-phone-approved');
    expect(faults).toEqual([]);
  });

  test('alike replies are approved together, and taken back together', async () => {
    const ids = await Promise.all(
      ['Ada', 'Bob', 'Cem'].map((name) =>
        desk.parked({ from: `${name} <${name.toLowerCase()}@alike.example>`, subject: `Alike ${name}` }),
      ),
    );
    const { page, faults } = await desk.visit();
    await page.getByRole('searchbox').fill('alike.example');
    await openReview(page, 'Alike Ada');
    await page.getByRole('button', { name: 'Approve these 3 together' }).click();
    await page.getByRole('dialog').getByText('Alike Cem').waitFor();
    await page.getByRole('button', { name: 'Approve 3 replies' }).click();
    await page.getByText('3 approved. They leave in a moment.').waitFor();
    await gone(page, 'Alike Cem');
    await page.keyboard.press('z');
    await row(page, 'Alike Cem').waitFor();
    for (const id of ids) await desk.reviewOnce(id, ({ status }) => status === 'open');
    await openReview(page, 'Alike Ada');
    await page.getByRole('button', { name: 'Approve these 3 together' }).click();
    await page.getByRole('dialog').getByText('Alike Cem').waitFor();
    await picture(page, 'reviews-alike');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('checkbox', { name: /Alike Cem/ }).uncheck();
    await page.getByRole('button', { name: 'Approve 2 replies' }).click();
    await gone(page, 'Alike Ada');
    await row(page, 'Alike Cem').waitFor();
    await desk.reviewOnce(ids[0]!, ({ status }) => status === 'approved');
    expect(faults).toEqual([]);
  });

  test('of 5,000 reviews a few are in the document, and the last one is reached by keyboard', async () => {
    await openCrowd(desk.world, 5000);
    const { page, faults } = await desk.visit();
    const list = page.getByRole('list', { name: 'Reviews' });
    await row(page, 'Crowd 0').waitFor();
    expect(await list.getByRole('listitem').count()).toBeLessThan(40);
    await picture(page, 'reviews-5000');
    await row(page, 'Crowd 0').focus();
    await page.keyboard.press('End');
    await row(page, 'Crowd 4999').waitFor();
    expect(await list.getByRole('listitem').count()).toBeLessThan(40);
    await page.keyboard.press('Home');
    await row(page, 'Crowd 0').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('customer 4321');
    await row(page, 'Crowd 4321').waitFor();
    await gone(page, 'Crowd 0');
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
