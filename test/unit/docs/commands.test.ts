import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inreply } from '../cli/stub.ts';
import { documents, read, root } from './documents.ts';

const mentions = (pattern: RegExp) => [
  ...new Set(documents.flatMap((document) => read(document).match(pattern) ?? [])),
];

/** The words of `npx inreply reviews approve REVIEW` that name a command, and its options. */
function partsOf(mention: string): { path: string[]; options: string[] } {
  const words = mention.split(/\s+/).slice(2);
  const end = words.findIndex((word) => !/^[a-z]+$/.test(word));
  return {
    path: end < 0 ? words : words.slice(0, end),
    options: words.filter((word) => word.startsWith('--')),
  };
}

describe('commands named in documents', () => {
  const named = mentions(/npx inreply [^\n`|;)]+/g).map((mention) => mention.trim());

  it.each(named)('%s exists, with its options', async (mention) => {
    const { path, options } = partsOf(mention);
    const { code, out } = await inreply([...path, '--help']);
    expect(code).toBe(0);
    // Help of an unknown command is that of the one above it, which does not end like this; the last word may be an argument.
    const above = path.slice(0, -1).join(' ');
    expect(out).toMatch(
      new RegExp(`Usage: inreply (?:${path.join(' ')}|${above} (?:\\[options\\] )?[[<](?!command))`),
    );
    expect(options.filter((option) => !out.includes(option))).toEqual([]);
  });

  it('are scripts of package.json where npm runs them', () => {
    const Package = z.object({ scripts: z.record(z.string(), z.string()) });
    const { scripts } = Package.parse(JSON.parse(read('package.json')));
    const run = mentions(/npm (?:run \w+|test|start)\b/g).map((text) => text.split(' ').at(-1) ?? '');
    expect(run.length).toBeGreaterThan(3);
    expect(run.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('run files that exist', () => {
    const files = mentions(/\bnode (?:src|tools|sandbox)\/[\w/-]+\.(?:ts|js)/g).map((text) => text.slice(5));
    expect(files.length).toBeGreaterThan(1);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});
