import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentFile } from '#agent/learn/question.ts';

/** A text file with its line ends as they stand on disk. */
export type DiskFile = AgentFile & { lineEnd: '\n' | '\r\n' };

/** The instructions and those files of the knowledge that are plain text, with `\n` as line ends, by path in the folder. */
export async function textFilesOf(agentDir: string): Promise<DiskFile[]> {
  const names = await readdir(join(agentDir, 'knowledge'), { recursive: true }).catch(() => []);
  const knowledge = names
    .filter((name) => /\.(?:md|markdown|txt)$/i.test(name) && !/(?:^|[/\\])[.~#]/.test(name))
    .map((name) => `knowledge/${name.replaceAll('\\', '/')}`);
  return Promise.all(
    ['instructions.md', ...knowledge.toSorted()].map(async (path) => {
      const raw = await readFile(join(agentDir, path), 'utf8');
      return { path, text: raw.replaceAll('\r\n', '\n'), lineEnd: raw.includes('\r\n') ? '\r\n' : '\n' };
    }),
  );
}
