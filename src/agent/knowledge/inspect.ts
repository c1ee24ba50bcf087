import type { KnowledgeFile } from '#domain/agent-config.ts';

import { figuresIn } from './figures.ts';
import type { Knowledge } from './knowledge.ts';
import { sentencesOf } from './sentences.ts';
import { termsOf } from './terms.ts';
import { folded } from './words.ts';

/** Something about a knowledge that will make answers worse; `where` are ids of passages or names of files. */
export type KnowledgeWarning = {
  kind: 'duplicate' | 'contradiction' | 'broken link' | 'no headings';
  where: string[];
  what: string;
};

/** Fewer words in common happen by chance. */
const leastWords = 4;
/** A file this long without a heading cannot be cut where its subject changes. */
const longWithoutHeading = 4_000;

/** What stands twice, what stands once with one figure and once with another, links to nowhere, long files without headings. */
export function inspectKnowledge(files: readonly KnowledgeFile[], knowledge: Knowledge): KnowledgeWarning[] {
  return [
    ...duplicates(knowledge),
    ...contradictions(knowledge),
    ...brokenLinks(files),
    ...files
      .filter(
        ({ text, pages }) => pages === undefined && text.length > longWithoutHeading && !/^#/m.test(text),
      )
      .map(({ name }) => ({
        kind: 'no headings' as const,
        where: [name],
        what: 'is long and has no headings; passages are found better under them',
      })),
  ];
}

function duplicates({ passages }: Knowledge): KnowledgeWarning[] {
  const byText = groupedBy(passages, ({ text }) => folded(text).replaceAll(/[^\p{L}\p{N}]+/gu, ' '));
  return byText.map((same) => ({
    kind: 'duplicate',
    where: same.map(({ id }) => id),
    what: 'say the same; keep one of them',
  }));
}

/** Sentences with the same words and other figures of the same kind. */
function contradictions({ passages }: Knowledge): KnowledgeWarning[] {
  const said = passages.flatMap(({ id, heading, text }) =>
    sentencesOf(text).map((sentence) => ({ id, heading, sentence, terms: new Set(termsOf(sentence)) })),
  );
  const alike = groupedBy(
    said.filter(({ terms }) => terms.size >= leastWords),
    ({ terms }) => [...terms].toSorted().join(' '),
  );
  return alike.flatMap((group) => {
    const [first, ...others] = group.map((one) => ({ ...one, figures: figuresIn(one.sentence) }));
    const other = others.find(({ figures }) =>
      figures.some(
        ({ kind, values }) =>
          first?.figures.some((figure) => figure.kind === kind) &&
          !first.figures.some(
            (figure) => figure.kind === kind && figure.values.join(' ') === values.join(' '),
          ),
      ),
    );
    if (first === undefined || other === undefined) return [];
    const what = `say different things: "${first.sentence.slice(0, 100)}" and "${other.sentence.slice(0, 100)}"`;
    return [{ kind: 'contradiction' as const, where: [first.id, other.id], what }];
  });
}

/** Links of Markdown to other files of the folder. */
function brokenLinks(files: readonly KnowledgeFile[]): KnowledgeWarning[] {
  const names = new Set(files.map(({ name }) => name));
  return files.flatMap(({ name, text }) =>
    Array.from(
      text.matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]{1,200})(?:#[^)\s]*)?\)/g),
      ([, to = '']) => to,
    )
      .filter((to) => !names.has(resolved(name, to)))
      .map((to) => ({
        kind: 'broken link' as const,
        where: [name],
        what: `links to ${to}, which is not there`,
      })),
  );
}

function resolved(from: string, to: string): string {
  return new URL(to, `file:///${from}`).pathname.slice(1);
}

/** Only groups of more than one. */
function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): T[][] {
  return [...Map.groupBy(all, keyOf).values()].filter(({ length }) => length > 1);
}
