import MiniSearch from 'minisearch';

import type { KnowledgeFile } from '#domain/agent-config.ts';

import { chunksOf } from './chunks.ts';
import { hostsIn } from '#agent/check/links.ts';
import type { Passage } from './passage.ts';
import { wordsOf } from './words.ts';

export type Knowledge = {
  /**
   * The passages that fit the question best, best first; without a limit 6 of them, or all of a small knowledge in its own
   * order: so nothing is missed, not even for a question in another language, and prompts begin alike for servers to cache.
   */
  search(question: string, limit?: number): Passage[];
  /** Hosts the knowledge itself links to, lower case. */
  hosts: ReadonlySet<string>;
  /** All of it, for checks that ask whether a number or address occurs anywhere. */
  text: string;
};

/** Words of a question that are looked up; more only cost time. */
const maxTerms = 80;
/** Characters of knowledge that fit into a prompt whole, about 2,000 tokens. */
const smallLength = 8_000;
const usualLimit = 6;

/** Splits the files at their headings and makes them searchable (BM25 over words, prefixes, and near misses of words it has not). */
export function createKnowledge(files: readonly KnowledgeFile[]): Knowledge {
  const passages = new Map<string, Passage>();
  const vocabulary = new Set<string>();
  const index = new MiniSearch<{ id: string; heading: string; text: string }>({
    fields: ['heading', 'text'],
    tokenize: wordsOf,
    searchOptions: {
      boost: { heading: 2 },
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 5 && !vocabulary.has(term) ? 0.2 : false),
    },
  });
  for (const file of files) {
    for (const [position, chunk] of chunksOf(file.text).entries()) {
      const id = `${file.name}#${position + 1}`;
      passages.set(id, {
        id,
        source: file.name,
        heading: chunk.heading,
        text: chunk.text,
        origin: 'knowledge',
      });
      const heading = `${file.name} ${chunk.heading}`;
      index.add({ id, heading, text: chunk.text });
      for (const word of wordsOf(`${heading} ${chunk.text}`)) vocabulary.add(word);
    }
  }
  const text = files.map((file) => file.text).join('\n\n');
  return {
    search(question, limit) {
      if (limit === undefined && text.length <= smallLength) return [...passages.values()];
      const terms = [...new Set(wordsOf(question))].slice(0, maxTerms);
      const found = index.search(terms.join(' ')).flatMap(({ id }) => passages.get(String(id)) ?? []);
      return found.slice(0, limit ?? usualLimit);
    },
    hosts: hostsIn(text),
    text,
  };
}
