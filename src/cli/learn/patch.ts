import { structuredPatch } from 'diff';
import type { FileChange } from '#agent/learn/proposals.ts';

/** One change as `git apply` takes it, below lines that say why; `path` is where the file lies, seen from where it is applied. */
export function patchOf({ before, after, because, pairs }: FileChange, path: string): string {
  const isNew = before === undefined;
  const { hunks } = structuredPatch(path, path, before ?? '', after, '', '', { context: 3 });
  return [
    ...reasonsOf(because, pairs),
    `diff --git a/${path} b/${path}`,
    ...(isNew ? ['new file mode 100644'] : []),
    `--- ${isNew ? '/dev/null' : `a/${path}`}`,
    `+++ b/${path}`,
    ...hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      // of no lines the one before is named, as diff does
      `@@ -${oldLines === 0 ? oldStart - 1 : oldStart},${oldLines} +${newLines === 0 ? newStart - 1 : newStart},${newLines} @@`,
      ...lines,
    ]),
    '',
  ].join('\n');
}

function reasonsOf(because: string, pairs: FileChange['pairs']): string[] {
  const rows = pairs.map(({ id, atMs, by, category, changes, why }) => {
    const said = why === null ? '' : `: ${why.replaceAll(/\s+/g, ' ')}`;
    const about = [new Date(atMs).toISOString().slice(0, 10), by, category ?? 'not sorted'].join(', ');
    return `#   ${id} (${about}; ${changes.join(', ')})${said}`;
  });
  return [`# ${because}`, `# ${pairs.length} replies that people changed so:`, ...rows];
}
