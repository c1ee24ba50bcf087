import { Hono } from 'hono';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { NodeEnv } from '#server/raw-body.ts';
import { createApp } from '#server/app.ts';
import { type Listening, listen } from '#server/listen.ts';
import { allowedAttributes, allowedTags } from '#server/mail-frame/allow-list.ts';
import { chromiumPath, launchBrowser, openPage, picture, whySkipped } from '../helpers/browser.ts';
import { hostile } from '../helpers/hostile-html.ts';
import { corpusCases, corpusFile, hasCorpus } from '../unit/agent/corpus.ts';
import { bearer, someDeps } from '../unit/server/fixtures.ts';

const Case = z.looseObject({ path: z.string() });

const link =
  '<p>Order <b>4711</b></p><table border="1" cellpadding="6"><tr><td bgcolor="#eef">one</td><td>two</td></tr></table>' +
  '<img src="https://evil.example/pixel.png" alt="Our shop"><p><a href="https://shop.example/orders?id=1">Your order</a></p>';
const bodies: readonly string[] = [link, ...hostile.map(([, html]) => html), ...corpusBodies()];

/** Real and hostile mail of the corpus, where it is there. */
function corpusBodies(): string[] {
  if (!hasCorpus) return [];
  const mails = corpusCases('mime-torture/html.jsonl', Case).map(({ path }) =>
    corpusFile(`mime-torture/${path}`).toString('utf8'),
  );
  const attacks = corpusFile('injection/attacks.jsonl')
    .toString('utf8')
    .split('\n')
    .flatMap((line) => (line.includes('<') ? [line] : []))
    .slice(0, 10);
  return [...mails, ...attacks];
}

const names = bodies.map((_, at) => `/api/threads/g1/t1/messages/${at}/html`);
const frames = names.map(
  (src) =>
    `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="${src}" width="900" height="300"></iframe>`,
);

/** What stands in a frame as the browser parsed it, beside what our document brings itself. */
async function partsOf(page: Page, html: string): Promise<{ tags: string[]; attributes: string[] }> {
  const found: unknown = await page.evaluate(
    `(() => {
      const { body } = new DOMParser().parseFromString(${JSON.stringify(html)}, 'text/html');
      const all = [...body.querySelectorAll('*:not(.cut)')];
      return {
        tags: [...new Set(all.map(({ localName, namespaceURI }) => namespaceURI === 'http://www.w3.org/1999/xhtml' ? localName : namespaceURI))],
        attributes: [...new Set(all.flatMap((one) => one.getAttributeNames()))],
      };
    })()`,
  );
  return z.object({ tags: z.array(z.string()), attributes: z.array(z.string()) }).parse(found);
}

describe.skipIf(chromiumPath === undefined)(`hostile HTML in its frame (${whySkipped})`, () => {
  let browser: Browser;
  let server: Listening;
  let url: string;
  beforeAll(async () => {
    const { deps } = someDeps({
      threads: {
        read: async () => ({ kind: 'missing' }),
        body: async (_grant, _thread, id) => ({
          kind: 'found',
          value: { kind: 'html', body: bodies[Number(id)] ?? '' },
        }),
      },
    });
    const app = new Hono<NodeEnv>();
    app.get('/host', (c) => c.html(`<!doctype html><title>host</title><h1>Ours</h1>${frames.join('\n')}`));
    app.get('/one', (c) => c.html(`<!doctype html><title>host</title>${frames[0] ?? ''}`));
    app.route('/', createApp(deps));
    [server, browser] = await Promise.all([listen(app, { host: '127.0.0.1', port: 0 }), launchBrowser()]);
    url = `http://127.0.0.1:${server.port}`;
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** Our page with every mail in a frame, and all that they tried. */
  async function opened() {
    const { page, faults } = await openPage(browser, { extraHTTPHeaders: bearer, colorScheme: 'dark' });
    const tried: string[] = [];
    await page.route('**', (route) => {
      const asked = route.request().url();
      if (asked.startsWith(`${url}/`)) return route.continue();
      tried.push(`request ${asked}`);
      return route.abort();
    });
    page.on('dialog', (dialog) => {
      tried.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('popup', (popup) => void tried.push(`popup ${popup.url()}`));
    page.on('download', (download) => void tried.push(`download ${download.url()}`));
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname !== '/host' && !names.includes(pathname) && pathname !== '/favicon.ico')
        tried.push(`${request.method()} ${request.url()}`);
    });
    await page.goto(`${url}/host`, { waitUntil: 'load' });
    return { page, faults, tried };
  }

  test('nothing runs, nothing is fetched from outside, nothing of our page changes', async () => {
    const { page, faults, tried } = await opened();
    const shown = page.frames().slice(1);
    expect(shown).toHaveLength(bodies.length);
    for (const frame of shown) {
      expect(new URL(frame.url()).pathname).toMatch(/\/html$/);
      expect(frame.childFrames()).toEqual([]);
    }
    await page.mouse.move(200, 200); // what waits for a mouse or the focus
    await page.keyboard.press('Tab');
    expect(await page.title()).toBe('host');
    expect(page.url()).toBe(`${url}/host`);
    expect(await page.locator('body > :not(iframe)').allTextContents()).toEqual(['Ours']);
    expect(await page.locator('iframe').count()).toBe(bodies.length);
    expect(tried).toEqual([]);
    expect(faults).toEqual([]); // a script or a style that only the policy stopped would be told of
    await picture(page, 'mail-frames');
    await page.context().close();
  });

  test('a browser finds nothing in them beside the allow-list', async () => {
    const { page } = await openPage(browser, { extraHTTPHeaders: bearer });
    await page.goto(`${url}/one`);
    for (const name of names) {
      const html = await (await fetch(`${url}${name}`, { headers: bearer })).text();
      const { tags, attributes } = await partsOf(page, html);
      expect([name, tags.filter((tag) => !allowedTags.includes(tag))]).toEqual([name, []]);
      expect([name, attributes.filter((one) => !allowedAttributes.includes(one))]).toEqual([name, []]);
    }
    await page.context().close();
  });

  test('a link opens a page of its own, which is told nothing of ours', async () => {
    const { page } = await openPage(browser, { extraHTTPHeaders: bearer });
    let referrer: string | undefined = 'not asked';
    await page.context().route('https://shop.example/**', (route) => {
      referrer = route.request().headers()['referer'];
      return route.fulfill({ contentType: 'text/html', body: '<title>shop</title>' });
    });
    await page.goto(`${url}/one`);
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.frameLocator('iframe').first().getByRole('link', { name: 'Your order' }).click(),
    ]);
    await popup.waitForLoadState();
    expect(await popup.title()).toBe('shop');
    expect(await popup.evaluate('window.opener')).toBeNull();
    expect(referrer).toBeUndefined();
    await page.context().close();
  });

  test('no other site can frame it', async () => {
    const { page } = await openPage(browser, { extraHTTPHeaders: bearer });
    await page.route('https://evil.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<iframe src="${url}${names[0] ?? ''}"></iframe>` }),
    );
    await page.goto('https://evil.example/');
    const text = await page
      .frames()[1]
      ?.evaluate('document.body.innerText')
      .catch(() => '');
    expect(String(text)).not.toContain('4711');
    await page.context().close();
  });
});
