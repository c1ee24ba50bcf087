import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, documents, linksOf, read, root } from './documents.ts';

describe('documents', () => {
  it.each(documents)('%s links only to what exists', (document) => {
    const broken = linksOf(document).filter(
      ({ path, anchor }) =>
        !existsSync(join(root, path)) || (anchor !== undefined && !anchorsOf(read(path)).includes(anchor)),
    );
    expect(broken).toEqual([]);
  });

  it('can all be reached from the README', () => {
    const reached = new Set(['README.md']);
    for (const path of reached) {
      for (const link of linksOf(path)) if (documents.includes(link.path)) reached.add(link.path);
    }
    expect([...reached].toSorted()).toEqual(documents.toSorted());
  });

  it('name no file or folder of the project that is not there', () => {
    const missing = documents.flatMap((document) =>
      [
        ...read(document).matchAll(
          /`((?:src|test|infra|tools|sandbox|agents|bin|docs)\/[\w./-]*[\w/]|(?:server|workers|store|queue|agent|nylas)\/[\w/-]+\.ts)`/g,
        ),
      ]
        .map(([, path = '']) => path)
        .filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, 'src', path)))
        .map((path) => `${document}: ${path}`),
    );
    expect(missing).toEqual([]);
  });
});
