import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { launchBrowser, openPage, signInByToken, type Watched } from '../helpers/browser.ts';
import { GRANT, startWorld, supportAgent, until, type World } from '../helpers/world.ts';

/** Everything waits for a person, and refunds for two of them. */
const agent = {
  ...supportAgent,
  'agent.yaml': (supportAgent['agent.yaml'] ?? '')
    .replace('mode: auto', 'mode: review')
    .concat('reviews: { four_eyes: [refund] }\n'),
};

/** What the stand-in of the model finds an answer to. */
export const question = 'How long does shipping to Germany take?';

const Seen = z.object({ status: z.string(), version: z.number(), body: z.string(), verdict: z.unknown() });
type Seen = z.infer<typeof Seen>;
type Mail = { from: string; subject: string; text?: string; html?: string };

/** A running service whose replies wait for a person, and a browser to decide them in. */
export type Desk = AsyncDisposable & {
  world: World;
  /** A mail that waits for a person; gives the id of its review. */
  parked(mail: Mail): Promise<string>;
  /** Somebody who is signed in already, at the list; gone when the test ends. */
  visit(options?: BrowserContextOptions): Promise<Watched>;
  /** A review as the API tells it now. */
  review(id: string): Promise<Seen>;
  /** The review once `holds` is true of it. */
  reviewOnce(id: string, holds: (review: Seen) => boolean): Promise<Seen>;
  /** The mail that left for an address, as soon as there is one. */
  sentTo(address: string): Promise<{ body: string }>;
};

export async function openDesk(): Promise<Desk> {
  await using started = new AsyncDisposableStack();
  const world = started.use(await startWorld({ agent }));
  const browser: Browser = await launchBrowser();
  started.defer(() => browser.close());
  const session = await sessionOf(browser, world);
  const review = async (id: string) => {
    const { json } = await world.api('GET', `/api/reviews/${id}`);
    return Seen.parse(json);
  };
  const running = started.move();
  return {
    world,
    async parked(mail) {
      const { id } = await world.receive({ text: question, ...mail });
      const { review_id: reviewId } = await world.outcome(id, (found) => found.review_id !== null);
      return reviewId!;
    },
    async visit(options = {}) {
      const watched = await openPage(browser, { storageState: session, ...options });
      onTestFinished(() => watched.page.context().close());
      await watched.page.goto(world.url);
      return watched;
    },
    review,
    reviewOnce: (id, holds) =>
      until(async () => {
        const now = await review(id);
        return holds(now) ? now : undefined;
      }, `the awaited state of ${id}`),
    sentTo: (address) =>
      until(() => {
        const mails = world.sandbox.sent(GRANT);
        return Promise.resolve(mails.find(({ to }) => to.some(({ email }) => email === address)));
      }, `a mail to ${address}`),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

async function sessionOf(browser: Browser, world: World): Promise<Session> {
  const { page } = await openPage(browser);
  await signInByToken(page, world.url, world.env['API_TOKEN']!);
  const session = await page.context().storageState();
  await page.context().close();
  return session;
}

/** The row of a review in the list. */
export function row(page: Page, subject: string): Locator {
  return page.getByRole('list', { name: 'Reviews' }).getByRole('link', { name: subject });
}

/** Resolves once the list has no such row. */
export function gone(page: Page, subject: string): Promise<void> {
  return row(page, subject).waitFor({ state: 'detached' });
}

/** Opens a review from the list and waits for it. */
export async function openReview(page: Page, subject: string): Promise<void> {
  await row(page, subject).click();
  await page.getByRole('heading', { name: subject, level: 2 }).waitFor();
}
