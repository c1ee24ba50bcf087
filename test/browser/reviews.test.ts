import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  axeFindings,
  chromiumPath,
  launchBrowser,
  openPage,
  picture,
  signInByToken,
  whySkipped,
} from '../helpers/browser.ts';
import { GRANT, startWorld, supportAgent, until, type World } from '../helpers/world.ts';

/** Everything waits for a person, and refunds for two of them. */
const agent = {
  ...supportAgent,
  'agent.yaml': `${supportAgent['agent.yaml'] ?? ''}`
    .replace('mode: auto', 'mode: review')
    .concat('reviews: { four_eyes: [refund] }\n'),
};
const question = 'How long does shipping to Germany take?';

describe.skipIf(chromiumPath === undefined)(`the review page (${whySkipped})`, () => {
  let world: World;
  let browser: Browser;
  let session: Awaited<ReturnType<BrowserContext['storageState']>>;
  beforeAll(async () => {
    [world, browser] = await Promise.all([startWorld({ agent }), launchBrowser()]);
    const { page } = await openPage(browser);
    await signInByToken(page, world.url, world.env['API_TOKEN']!);
    session = await page.context().storageState();
    await page.context().close();
  });
  afterAll(async () => {
    await browser.close();
    await world[Symbol.asyncDispose]();
  });

  /** A mail that waits for a person; gives the id of its review. */
  async function parked(mail: {
    from: string;
    subject: string;
    text?: string;
    html?: string;
    inReplyTo?: string;
  }) {
    const { id, messageId } = await world.receive({ text: question, ...mail });
    const { review_id } = await world.outcome(id, ({ review_id: found }) => found !== null);
    return { reviewId: review_id!, messageId };
  }

  /** Somebody who is signed in already, at the list. */
  async function visit(options: BrowserContextOptions = {}) {
    const { page, faults } = await openPage(browser, { storageState: session, ...options });
    onTestFinished(() => page.context().close());
    await page.goto(world.url);
    return { page, faults };
  }

  const row = (page: Page, subject: string) =>
    page.getByRole('list', { name: 'Reviews' }).getByRole('link', { name: subject });
  const sentTo = (address: string) =>
    until(
      () =>
        Promise.resolve(
          world.sandbox.sent(GRANT).find(({ to }) => to.some(({ email }) => email === address)),
        ),
      `a mail to ${address}`,
    );
  const review = async (id: string) => (await world.api('GET', `/api/reviews/${id}`)).json;
  const gone = async (page: Page, subject: string) => row(page, subject).waitFor({ state: 'detached' });

  test('by keyboard alone: read, edit with the differences in sight, approve; the edited text leaves', async () => {
    await parked({ from: 'Dana <dana@k.example>', subject: 'Keyboard one' });
    await parked({ from: 'Tom <tom@k.example>', subject: 'Keyboard two' });
    const { page, faults } = await visit();
    await row(page, 'Keyboard one').waitFor();
    await page.getByRole('heading', { name: 'Keyboard one', level: 2 }).waitFor();
    await page.getByRole('article').getByText(question).first().waitFor();
    expect(await page.getByRole('article').textContent()).toContain('The agent shows everything to a person');
    await page.getByRole('button', { name: /^Source 1/ }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'reviews-light');

    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'Keyboard two', level: 2 }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/reviews\/rv_/);
    await page.keyboard.press('k');
    await page.getByRole('heading', { name: 'Keyboard one', level: 2 }).waitFor();
    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await picture(page, 'reviews-help');
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await page.keyboard.press('e');
    const text = page.getByLabel('Text', { exact: true });
    await text.waitFor();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' Ann from the shop');
    await page.getByText('4 words in').waitFor();
    expect(await page.locator('.diff ins').textContent()).toContain('Ann from the shop');
    await picture(page, 'reviews-edit');
    expect(await axeFindings(page)).toEqual([]);

    await page.reload();
    await text.waitFor();
    expect(await text.inputValue()).toContain('Ann from the shop');
    await text.focus();
    await page.keyboard.press('Control+Enter');
    await page.getByText('Approved. It leaves in a moment.').waitFor();
    await page.getByRole('heading', { name: 'Keyboard two', level: 2 }).waitFor();
    await gone(page, 'Keyboard one');
    await picture(page, 'reviews-approved');
    expect((await sentTo('dana@k.example')).body).toContain('Ann from the shop');
    expect(faults).toEqual([]);
  });

  test('what was approved or rejected can be taken back for some seconds, and is told when it cannot', async () => {
    const { reviewId } = await parked({ from: 'Una <una@k.example>', subject: 'Undo me' });
    const { page, faults } = await visit();
    await row(page, 'Undo me').click();
    await page.getByRole('heading', { name: 'Undo me', level: 2 }).waitFor();
    await page.keyboard.press('a');
    await gone(page, 'Undo me');
    await page.keyboard.press('z');
    await row(page, 'Undo me').waitFor();
    await page.getByRole('heading', { name: 'Undo me', level: 2 }).waitFor();
    expect((await review(reviewId)).status).toBe('open');

    await page.keyboard.press('r');
    await page.getByRole('dialog', { name: 'Reject this reply' }).waitFor();
    await picture(page, 'reviews-reject');
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.type('We answered by phone');
    await page.keyboard.press('Enter');
    await gone(page, 'Undo me');
    await page.getByRole('button', { name: /^Undo/ }).click();
    await row(page, 'Undo me').waitFor();

    await page.getByRole('button', { name: /^Reject/ }).click();
    await page.getByRole('textbox', { name: /^Why/ }).fill('We answered by phone');
    await page.getByRole('button', { name: /^Reject, send nothing/ }).click();
    await gone(page, 'Undo me');
    const { verdict } = await until(async () => {
      const now = await review(reviewId);
      return now.status === 'rejected' ? now : undefined;
    }, 'the verdict');
    expect(verdict).toEqual({ kind: 'reject', reason: 'We answered by phone' });
    await page.getByRole('link', { name: 'Decided' }).click();
    await page
      .getByRole('list', { name: 'Decided' })
      .getByRole('link', { name: /Undo me/ })
      .click();
    await page.getByText('Rejected', { exact: true }).last().waitFor();
    await picture(page, 'reviews-decided');
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('a new draft is written after an instruction, and colleagues assign, note and snooze', async () => {
    const { reviewId } = await parked({ from: 'Rita <rita@k.example>', subject: 'Write me anew' });
    const { page, faults } = await visit();
    await row(page, 'Write me anew').click();
    const before = await review(reviewId);
    await page.getByRole('heading', { name: 'Write me anew', level: 2 }).waitFor();
    await page.keyboard.press('i');
    await page.getByText('Assigned to you.').waitFor();
    await page.keyboard.press('n');
    await page.getByLabel(/^For your colleagues/).fill('She called yesterday.');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Notes' }).waitFor();
    await page.getByText('She called yesterday.').waitFor();
    await page.keyboard.press('v');
    await page.getByRole('button', { name: 'Shorter.' }).click();
    await page.keyboard.press('Enter');
    await until(
      async () => ((await review(reviewId)).version >= before.version + 2 ? true : undefined),
      'the new draft',
    );
    await page.getByText('A new draft is being written').waitFor({ state: 'detached' });
    await page.getByText('History').click();
    await page.getByText(/: revise/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'reviews-notes');

    await page.keyboard.press('s');
    await page.getByRole('button', { name: /Tomorrow morning/ }).click();
    await gone(page, 'Write me anew');
    await page.getByRole('button', { name: '1 snoozed' }).click();
    await row(page, 'Write me anew').waitFor();
    expect(page.url()).toContain('snoozed=1');
    expect(faults).toEqual([]);
  });

  test('the list is narrowed by filters and search, which stand in the address', async () => {
    await parked({ from: 'Fay <fay@k.example>', subject: 'Narrow this' });
    await parked({
      from: 'Gus <gus@k.example>',
      subject: 'My money',
      text: 'I want a refund, my money back.',
    });
    const { page, faults } = await visit();
    await row(page, 'Narrow this').waitFor();
    await page.keyboard.press('f');
    await page.getByLabel('Category').selectOption('refund');
    await gone(page, 'Narrow this');
    await row(page, 'My money').waitFor();
    expect(new URL(page.url()).searchParams.get('category')).toBe('refund');
    await picture(page, 'reviews-filters');
    expect(await axeFindings(page)).toEqual([]);
    await page.reload();
    await row(page, 'My money').waitFor();
    expect(await row(page, 'Narrow this').count()).toBe(0);
    await page.goto(world.url);
    await row(page, 'Narrow this').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('fay');
    await gone(page, 'My money');
    await page.keyboard.press('Escape');
    expect(page.url()).toContain('q=fay');

    await page.goto(world.url);
    await row(page, 'My money').click();
    await page.getByRole('heading', { name: 'My money', level: 2 }).waitFor();
    await page.keyboard.press('a');
    await page.getByText('1 of 2 approvals; it needs somebody else.').waitFor();
    await row(page, 'My money').click();
    await page.getByText('1 of 2 approvals', { exact: true }).waitFor();
    await picture(page, 'reviews-four-eyes');
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('two at once: what the other decided leaves with a word, and a change while writing loses no text', async () => {
    const first = await parked({ from: 'Pia <pia@k.example>', subject: 'Two of us' });
    const second = await parked({ from: 'Sol <sol@k.example>', subject: 'It moves on' });
    const { page, faults } = await visit();
    await row(page, 'Two of us').waitFor();
    const { version } = await review(first.reviewId);
    await world.api('POST', `/api/reviews/${first.reviewId}/approve`, { version });
    await page.getByText(/approved “Re: Two of us”/).waitFor();
    await gone(page, 'Two of us');

    await row(page, 'It moves on').click();
    await page.getByRole('heading', { name: 'It moves on', level: 2 }).waitFor();
    await page.keyboard.press('e');
    await page.getByLabel('Text', { exact: true }).fill('My own careful words.');
    const { version: seen } = await review(second.reviewId);
    await world.api('POST', `/api/reviews/${second.reviewId}/revise`, {
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
    await until(async () => {
      const { status, body } = await review(second.reviewId);
      return status === 'approved' && body === 'My own careful words.' ? true : undefined;
    }, 'the approval');
    expect(faults).toEqual([]);
  });

  test('when the server refuses, the row comes back with the reason', async () => {
    const { reviewId } = await parked({ from: 'Kai <kai@k.example>', subject: 'Not so fast' });
    const { page, faults } = await visit();
    await row(page, 'Not so fast').click();
    await page.getByRole('heading', { name: 'Not so fast', level: 2 }).waitFor();
    await page.route('**/api/reviews/*/approve', (route) =>
      route.fulfill({
        status: 409,
        json: { error: { type: 'stale_version', message: 'The review has changed since you saw it.' } },
      }),
    );
    await page.keyboard.press('a');
    await page.getByText('Not approved: it changed since you saw it.').waitFor();
    await row(page, 'Not so fast').waitFor();
    expect((await review(reviewId)).status).toBe('open');
    expect(faults).toEqual([]);
  });

  test('a lost connection is told, and what was missed is there when it is back', async () => {
    const { page, faults } = await visit();
    await page.getByRole('link', { name: /^Waiting/ }).waitFor();
    await page.context().setOffline(true);
    await page.getByText('Offline, trying again.').waitFor();
    await picture(page, 'reviews-offline');
    expect(await axeFindings(page)).toEqual([]);
    await parked({ from: 'Lea <lea@k.example>', subject: 'While you were away' });
    await page.context().setOffline(false);
    await row(page, 'While you were away').waitFor();
    await page.getByText('Offline, trying again.').waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });

  test('when the session ends, the way back leads to the same place, and what was typed is still there', async () => {
    const { reviewId } = await parked({ from: 'Max <max@k.example>', subject: 'Come back' });
    const { page, faults } = await visit();
    await page.goto(`${world.url}/reviews/${reviewId}`);
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
    await page.locator('input[name=token]').fill(world.env['API_TOKEN']!);
    await page.keyboard.press('Enter');
    await page.getByLabel('Text', { exact: true }).waitFor();
    expect(await page.getByLabel('Text', { exact: true }).inputValue()).toBe('Half a sentence');
    expect(new URL(page.url()).pathname).toBe(`/reviews/${reviewId}`);
    expect(faults).toEqual([]);
  });

  test('on a phone, in the dark: list and review are two screens, and the verdicts are in reach', async () => {
    await parked({ from: 'Phil <phil@k.example>', subject: 'From a phone' });
    const { page, faults } = await visit({
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
});
