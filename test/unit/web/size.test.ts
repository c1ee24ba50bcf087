import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { z } from 'zod';

const built = 'dist/web';
const Manifest = z.record(
  z.string(),
  z.object({ file: z.string(), isEntry: z.boolean().optional(), imports: z.array(z.string()).optional() }),
);

test('the script of the first view is under 40 KB as it travels, and none of it stands in the document', () => {
  if (!existsSync(built)) throw new Error('the page is not built: run "sh infra/bootstrap.sh test"');
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(built, 'manifest.json'), 'utf8')));
  const entry = Object.entries(manifest).find(([, { isEntry }]) => isEntry === true);
  const needed = new Set<string>();
  const need = (name: string) => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const other of manifest[name]?.imports ?? []) need(other);
  };
  need(entry?.[0] ?? '');
  const bytes = [...needed].map(
    (name) => gzipSync(readFileSync(join(built, manifest[name]?.file ?? ''))).byteLength,
  );
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(40 * 1024);
  const page = readFileSync(join(built, 'index.html'), 'utf8');
  expect(page).not.toMatch(/<style|style="|<script(?![^>]*\ssrc=)|\son\w+=/);
});
