import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser, openPage, signInByToken } from '../helpers/browser.ts';
import { GRANT, startWorld } from '../helpers/world.ts';
import { mails } from './mails.ts';

/** Takes the pictures of the README: the shipped support agent with a morning's mail, in light and dark. */
const folder = 'docs/images';
const size = { width: 1280, height: 780 };

/** The files of a folder by their path in it. */
async function filesOf(dir: string): Promise<Record<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const texts = await Promise.all(
    files.map(async (path) => [path.slice(dir.length + 1), await readFile(path, 'utf8')] as const),
  );
  return Object.fromEntries(texts);
}

const agent = await filesOf('agents/support');
agent['agent.yaml'] = (agent['agent.yaml'] ?? '').replace('mode: auto', 'mode: review');
const env = { SUPPORT_GRANT_ID: GRANT, SUPPORT_ADDRESS: 'support@inreply.test' };
await using world = await startWorld({ agent, env });
for (const mail of mails) {
  const { id } = await world.receive(mail);
  await world.outcome(id, ({ review_id: review }) => review !== null);
}

const browser = await launchBrowser();
await mkdir(folder, { recursive: true });
for (const colorScheme of ['light', 'dark'] as const) {
  const { page } = await openPage(browser, { viewport: size, colorScheme });
  await signInByToken(page, world.url, world.env['API_TOKEN'] ?? '');
  await page.getByRole('link', { name: 'Returning the brown boots' }).click();
  await page.getByRole('button', { name: /^Source 1/ }).hover();
  await page.screenshot({ path: `${folder}/reviews-${colorScheme}.png` });
  await page.context().close();
}
await browser.close();
