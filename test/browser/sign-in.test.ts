import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { hashPassword } from '#server/sign-in/password.ts';
import {
  axeFindings,
  chromiumPath,
  launchBrowser,
  openPage,
  picture,
  signInByToken,
  whySkipped,
} from '../helpers/browser.ts';
import { startProvider, type TestProvider } from '../helpers/oidc-provider.ts';
import { startWorld, until, type World } from '../helpers/world.ts';

const password = 'correct horse battery';
const accounts = {
  anna: { email: 'anna@example.com', email_verified: true, name: 'Anna at the provider' },
  vera: { email: 'vera@example.com', email_verified: true, name: 'Vera Voss', groups: ['guests'] },
  rita: { email: 'rita@example.com', email_verified: true, name: 'Rita Roth', groups: ['support'] },
  eve: { email: 'eve@evil.example', email_verified: true, name: 'Eve' },
};

async function byPassword(page: Page, name: string, given = password) {
  await page.getByLabel('Name or e-mail').fill(name);
  await page.getByLabel('Password').fill(given);
  await page.keyboard.press('Enter');
}
async function byProvider(page: Page, name: string) {
  await page.getByRole('link', { name: 'Continue with single sign-on' }).click();
  await page.locator('[name=login]').fill(name);
  await page.locator('[name=password]').fill('whatever');
  await page.locator('[type=submit]').click();
  await page.locator('[type=submit]').click(); // consents
}
const me = (page: Page) =>
  page.evaluate<{ id: string; role: string }>(`fetch('/api/me').then((r) => r.json())`);
const alert = (page: Page) => page.getByRole('alert').textContent();
const approve = (page: Page) => page.getByRole('button', { name: /^Approve/ });

describe.skipIf(chromiumPath === undefined)(`signing in (${whySkipped})`, () => {
  const stack = new AsyncDisposableStack();
  let browser: Browser;
  let world: World;
  let provider: TestProvider;
  let reviewPath: string;
  let people: (...ids: string[]) => Promise<void>;

  beforeAll(async () => {
    browser = await launchBrowser();
    stack.defer(() => browser.close());
    world = stack.use(await startWorld({ roles: [] }));
    provider = stack.use(await startProvider(`${world.url}/sign-in/oidc/callback`, accounts));
    const hash = await hashPassword(password, { ln: 14, r: 8, p: 1 });
    const file = join(world.dataDir, '..', 'people.yaml');
    people = (...ids) => {
      const lines = ids.map(
        (id) =>
          `  - { id: ${id}, name: ${id} of the file, email: ${id}@example.com, role: reviewer, password: "${hash}" }\n`,
      );
      return writeFile(file, `people:\n${lines.join('')}`);
    };
    await people('anna', 'berta', 'carla');
    await world.start('all', {
      PUBLIC_URL: world.url,
      PEOPLE_FILE: file,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: provider.client.id,
      OIDC_CLIENT_SECRET: provider.client.secret,
      OIDC_ALLOWED_DOMAINS: 'example.com',
      OIDC_REVIEWER_GROUPS: 'support',
    });
    const { id } = await world.receive({ from: 'dana@customer.example', text: 'I want a refund.' });
    const { review_id } = await world.outcome(id, ({ state }) => state === 'review');
    reviewPath = `/reviews/${review_id}`;
  });
  afterAll(() => stack.disposeAsync());

  async function visit(path: string, options: BrowserContextOptions = {}) {
    const visited = await openPage(browser, options);
    await visited.page.goto(`${world.url}${path}`);
    return visited;
  }
  /** Signed in, and at that path. */
  async function at(page: Page, path: string) {
    await page.getByRole('button', { name: 'You' }).waitFor();
    expect(page.url()).toBe(`${world.url}${path}`);
  }

  test('by name and password one gets to the page that was asked for, and out again', async () => {
    const { page, faults } = await visit(reviewPath);
    await byPassword(page, 'anna', 'wrong horse battery');
    expect(await alert(page)).toBe('Name and password do not fit together.');
    expect(await page.getByLabel('Name or e-mail').inputValue()).toBe('anna');
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'sign-in-wrong');
    await byPassword(page, 'Anna@Example.com');
    await at(page, reviewPath);
    expect(await me(page)).toMatchObject({ id: 'anna', name: 'anna of the file', role: 'reviewer' });
    await page.getByRole('button', { name: 'You' }).click();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'you');
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    expect(await page.getByRole('status').textContent()).toBe('You are signed out.');
    await page.goBack();
    await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(faults).toEqual([]);
  });

  test('by a provider one gets there too, as whom the file lists, and once only', async () => {
    const { page, faults } = await visit(reviewPath);
    const callbacks: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/callback')) callbacks.push(request.url());
    });
    await byProvider(page, 'anna');
    await at(page, reviewPath);
    expect(await me(page)).toMatchObject({ id: 'anna', name: 'anna of the file' });
    // The provider's own pages ask for a font from outside.
    expect(faults.filter((fault) => !fault.includes('ERR_NAME_NOT_RESOLVED'))).toEqual([]);
    const [callback = ''] = callbacks;
    await page.context().clearCookies({ name: 'inreply_session' });
    await page.goto(callback);
    expect(await alert(page)).toContain('This sign-in is over');
    const { page: other } = await visit('/sign-in');
    await other.goto(callback);
    expect(await alert(other)).toContain('began in another browser');
  });

  test('whoever may not is told why', async () => {
    const { page } = await visit('/');
    await byProvider(page, 'eve');
    expect(await alert(page)).toContain('of a domain that may not sign in');
    expect((await page.request.get(`${world.url}/api/me`)).status()).toBe(401);
  });

  test('a viewer reads, a reviewer decides', async () => {
    const reader = await visit(reviewPath);
    await byProvider(reader.page, 'vera');
    await at(reader.page, reviewPath);
    expect(await me(reader.page)).toMatchObject({ id: 'oidc:vera@example.com', role: 'viewer' });
    const decider = await visit(reviewPath);
    await byProvider(decider.page, 'rita');
    await at(decider.page, reviewPath);
    expect(await me(decider.page)).toMatchObject({ id: 'oidc:rita@example.com', role: 'reviewer' });
    await approve(decider.page).first().waitFor();
    await reader.page.getByRole('heading', { level: 2 }).first().waitFor();
    expect(await approve(reader.page).count()).toBe(0);
    await picture(reader.page, 'reviews-viewer');
    const { json } = await world.api('GET', '/api/people');
    expect(json.people).toContainEqual(expect.objectContaining({ id: 'oidc:rita@example.com' }));
  });

  test('signing out everywhere, and out of the file, holds at once', async () => {
    const one = await visit('/');
    await byPassword(one.page, 'berta');
    await at(one.page, '/');
    const two = await visit('/');
    await byPassword(two.page, 'berta');
    await at(two.page, '/');
    expect(await me(two.page)).toMatchObject({ sessions: 2 });
    await one.page.reload();
    await one.page.getByRole('button', { name: 'You' }).click();
    await one.page.getByRole('button', { name: 'Sign out everywhere (2 browsers)' }).click();
    await one.page.getByRole('status').waitFor();
    await two.page.reload();
    await byPassword(two.page, 'berta');
    await at(two.page, '/');
    await people('anna', 'carla');
    const isOut = async () =>
      (await two.page.request.get(`${world.url}/api/me`)).status() === 401 || undefined;
    await until(isOut, 'the end of the session');
  });

  test('wrong tries have to wait, and keep nobody out who signed in from that browser before', async () => {
    const known = await visit('/');
    await byPassword(known.page, 'carla');
    await at(known.page, '/');
    await known.page.context().clearCookies({ name: 'inreply_session' });
    const { page } = await visit('/sign-in');
    for (let tries = 0; tries < 10; tries++) {
      await page.request.post(`${world.url}/sign-in`, {
        form: { name: 'carla', password: `guess ${tries}` },
        headers: { origin: world.url },
      });
    }
    await byPassword(page, 'carla');
    expect(await alert(page)).toMatch(/^Too many wrong passwords. Try again in 1[45] minutes.$/);
    expect(await axeFindings(page)).toEqual([]);
    await known.page.goto(world.url);
    await byPassword(known.page, 'carla');
    await at(known.page, '/');
  });

  test.each([
    ['light', { colorScheme: 'light' }],
    ['phone-dark', { colorScheme: 'dark', viewport: { width: 390, height: 844 } }],
  ] as const)('the page is legible and complete: %s', async (name, options) => {
    const { page, faults } = await visit('/sign-in', options);
    await picture(page, `sign-in-${name}`);
    await page.getByText('Use the access token').click();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, `sign-in-${name}-token`);
    const isWide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
    expect([isWide, faults]).toEqual([false, []]);
  });

  test('the token still opens the page by its link', async () => {
    const { page, faults } = await openPage(browser);
    await signInByToken(page, world.url, world.env['API_TOKEN'] ?? '');
    expect(await me(page)).toMatchObject({ id: 'token', role: 'admin' });
    expect(faults).toEqual([]);
  });
});
