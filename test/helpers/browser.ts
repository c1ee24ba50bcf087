import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of the browser that browser tests drive: `CHROMIUM`, else where systems put one; undefined without any. */
export const chromiumPath: string | undefined =
  process.env['CHROMIUM'] ?? candidates.find((path) => existsSync(path));

/** Why browser tests are skipped, for their names. */
export const whySkipped = 'needs chromium: apt-get install chromium, or set CHROMIUM to one';

/** Starts the browser without a sandbox, which root in a container cannot have, and without calls home. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** A page of a browser, and everything that went wrong on it: errors of its console, refused by the CSP among them. */
export type Watched = { page: Page; faults: string[] };

/**
 * Opens a page of its own with its own cookies. A 4xx answer is one we test for, and a connection that a test cuts is too;
 * the browser reports both as errors, so they are left out.
 */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults: string[] = [];
  const expected =
    /the server responded with a status of 4|net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|ABORTED|INCOMPLETE_CHUNKED_ENCODING|NETWORK_CHANGED|EMPTY_RESPONSE|CONNECTION_RESET)/;
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  return { page, faults };
}

/** Signs in by the link with the API token, and waits for the page. */
export async function signInByToken(page: Page, url: string, token: string): Promise<void> {
  await page.goto(`${url}/sign-in#${token}`);
  await page.waitForURL((now) => !now.pathname.startsWith('/sign-in'));
}

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** What axe finds wrong with the page as it is now, each as `rule: element`; nothing when all is well. */
export async function axeFindings(page: Page): Promise<string[]> {
  // By the debugger, since the page's CSP lets no other script in.
  await page.evaluate(axe);
  return page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ': ' + target.join(' '))))`,
  );
}

/** Keeps a picture of the page, for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: `${pictures}/${name}.png` });
}

const pictures = 'artifacts/screenshots';
