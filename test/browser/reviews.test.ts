import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeFindings, chromiumPath, picture, whySkipped } from '../helpers/browser.ts';
import { type Desk, gone, openDesk, openReview, question, row } from './desk.ts';

describe.skipIf(chromiumPath === undefined)(`deciding on the review page (${whySkipped})`, () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk[Symbol.asyncDispose]());

  test('by keyboard alone: read, edit with the differences in sight, approve; the edited text leaves', async () => {
    await desk.parked({ from: 'Dana <dana@k.example>', subject: 'Keyboard one' });
    await desk.parked({ from: 'Tom <tom@k.example>', subject: 'Keyboard two' });
    const { page, faults } = await desk.visit();
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
    expect((await desk.sentTo('dana@k.example')).body).toContain('Ann from the shop');
    expect(faults).toEqual([]);
  });

  test('what was approved or rejected can be taken back for some seconds, and is told when it cannot', async () => {
    const reviewId = await desk.parked({ from: 'Una <una@k.example>', subject: 'Undo me' });
    const { page, faults } = await desk.visit();
    await openReview(page, 'Undo me');
    await page.keyboard.press('a');
    await gone(page, 'Undo me');
    await page.keyboard.press('z');
    await row(page, 'Undo me').waitFor();
    await page.getByRole('heading', { name: 'Undo me', level: 2 }).waitFor();
    expect((await desk.review(reviewId)).status).toBe('open');

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
    const { verdict } = await desk.reviewOnce(reviewId, ({ status }) => status === 'rejected');
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
    const reviewId = await desk.parked({ from: 'Rita <rita@k.example>', subject: 'Write me anew' });
    const { page, faults } = await desk.visit();
    await row(page, 'Write me anew').click();
    const before = await desk.review(reviewId);
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
    await desk.reviewOnce(reviewId, ({ version }) => version >= before.version + 2);
    await page.getByText('A new draft is being written').waitFor({ state: 'detached' });
    await page.getByText('History').click();
    await page.getByText('asked for another draft').waitFor();
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
    await desk.parked({ from: 'Fay <fay@k.example>', subject: 'Narrow this' });
    await desk.parked({
      from: 'Gus <gus@k.example>',
      subject: 'My money',
      text: 'I want a refund, my money back.',
    });
    const { page, faults } = await desk.visit();
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
    await page.goto(desk.world.url);
    await row(page, 'Narrow this').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('fay');
    await gone(page, 'My money');
    await page.keyboard.press('Escape');
    expect(page.url()).toContain('q=fay');

    await page.goto(desk.world.url);
    await openReview(page, 'My money');
    await page.keyboard.press('a');
    await page.getByText('1 of 2 approvals; it needs somebody else.').waitFor();
    await row(page, 'My money').click();
    await page.getByText('1 of 2 approvals', { exact: true }).waitFor();
    await picture(page, 'reviews-four-eyes');
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
