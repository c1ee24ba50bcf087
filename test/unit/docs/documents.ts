import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

export const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The project's own documents, by their path from the root. */
export const documents: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => posix.join('docs', name.split('\\').join('/')))
    .toSorted(),
];

/** All fenced blocks of a language, in order; what indents a block in a list is taken off. */
export function blocksOf(text: string, language: string): string[] {
  const found = text.matchAll(/^( *)```(\w*)\n([^]*?)^\1```$/gm);
  return [...found]
    .filter(([, , name]) => name === language)
    .map(([, indent = '', , body = '']) => body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

/** The text without its fenced blocks. */
export function proseOf(text: string): string {
  return text.replaceAll(/^( *)```\w*\n[^]*?^\1```$/gm, '');
}

/** What follows a heading, up to the next one of its level or above. */
export function sectionOf(text: string, heading: string): string {
  const [, marks = ''] = /^(#+)/.exec(heading) ?? [];
  const [, after] = text.split(`\n${heading}\n`);
  if (after === undefined) throw new Error(`there is no section ${heading}`);
  return after.split(new RegExp(`^#{1,${marks.length}} `, 'm'))[0] ?? '';
}

/** The code spans in one column of the tables of a text, without their heads. */
export function codesInTables(text: string, column = 0): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .flatMap((line) => [...(line.split(/(?<!\\)\|/)[column + 1] ?? '').matchAll(/`([^`]+)`/g)])
    .map(([, code = '']) => code);
}

/** The anchors GitHub makes of the headings of a text. */
export function anchorsOf(text: string): string[] {
  return [...proseOf(text).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Links to places in the project, as paths from its root with their anchor. */
export function linksOf(path: string): { path: string; anchor: string | undefined }[] {
  return [...proseOf(read(path)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', anchor] = target.split('#');
      return { path: file === '' ? path : posix.join(dirname(path), file), anchor };
    });
}
