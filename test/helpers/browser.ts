import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

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
