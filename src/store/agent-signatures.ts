import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Folder → names, sizes and times of all files below it: cheap to make, and different after any change. */
export async function signaturesOf(dir: string): Promise<Map<string, string>> {
  const entries = await readdir(dir);
  const signatures = new Map<string, string>();
  for (const name of entries.filter((entry) => !entry.startsWith('.')).toSorted(byName)) {
    const path = join(dir, name);
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false, // gone again, or a link to nowhere
    );
    if (isFolder) signatures.set(name, await signatureOf(path));
  }
  return signatures;
}

async function signatureOf(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  const parts = await Promise.all(
    files
      .filter(isOfAgent)
      .toSorted(byName)
      .map(async (file) => {
        const found = await stat(join(folder, file)).catch(() => undefined);
        return [file, found?.size, found?.mtimeMs, found?.ctimeMs, found?.ino].join('\u0000');
      }),
  );
  return parts.join('\n');
}

/** Cases to evaluate it on lie in its folder, and are no part of it. */
function isOfAgent(file: string): boolean {
  return !/^cases(?:[/\\]|$)/.test(file);
}

function byName(a: string, b: string): number {
  return a < b ? -1 : 1;
}
