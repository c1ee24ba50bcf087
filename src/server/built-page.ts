import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

type BuiltFile = { bytes: Uint8Array<ArrayBuffer>; gzipped: Uint8Array<ArrayBuffer>; type: string };

/** The page as Vite built it: the document, and the files it loads by their hashed names. */
export type BuiltPage = { index: string; files: ReadonlyMap<string, BuiltFile> };

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads a build whole, so that a request can name no file outside it; undefined when nothing was built. */
export function readBuiltPage(folder: string): BuiltPage | undefined {
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return undefined;
  const files = new Map<string, BuiltFile>();
  for (const name of readdirSync(folder)) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    const bytes = readFileSync(join(folder, name));
    files.set(name, { bytes: new Uint8Array(bytes), gzipped: new Uint8Array(gzipSync(bytes)), type });
  }
  return { index: readFileSync(index, 'utf8'), files };
}
