import MiniSearch from 'minisearch';

import type { KnowledgeFile } from '#domain/agent-config.ts';

import { hostsIn } from '#agent/check/links.ts';
import { chunksOf } from './chunks.ts';
import { partsOf } from './compounds.ts';
import type { Passage } from './passage.ts';
import { isStopWord } from './stop-words.ts';
import { stemOf, wordsOf } from './words.ts';

/** A passage that was found, and how well it fits by words (BM25, comparable within one search only). */
export type Found = { passage: Passage; score: number };

export type Knowledge = {
  /** All of it, in its own order. */
  passages: readonly Passage[];
  /** So little that a prompt has all of it, and nothing needs to be found. */
  isSmall: boolean;
  /**
   * The passages that fit the question best, best first; without a limit 6 of them, or all of a small knowledge in its own
   * order: so nothing is missed, not even for a question in another language, and prompts begin alike for servers to cache.
   * `byMeaning` are ids in the order in which another search found them; both orders are then made one.
   */
  search(question: string, limit?: number, byMeaning?: readonly string[]): Passage[];
  /** What is found by words alone, best first. */
  byWords(question: string, limit: number): Found[];
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
/** Of each order so many are looked at when two are made one. */
const fusedDepth = 30;
/** Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion" (SIGIR 2009). */
const fusionConstant = 60;

/** Splits the files at their headings and makes them searchable (BM25 over stems, parts of compounds, beginnings, and near misses of words it has not). */
export function createKnowledge(files: readonly KnowledgeFile[]): Knowledge {
  const passages = files.flatMap(passagesOf);
  const byId = new Map(passages.map((passage) => [passage.id, passage]));
  const texts = new Map(passages.map((passage) => [passage.id, textsOf(passage)]));
  const words = new Set([...texts.values()].flatMap(({ heading, text }) => wordsOf(`${heading} ${text}`)));
  const tokensOf = (text: string) =>
    wordsOf(text).flatMap((word) => [word, ...partsOf(word, words)].map(stemOf));
  const vocabulary = new Set([...words].map(stemOf));
  const index = new MiniSearch<{ id: string; heading: string; text: string }>({
    fields: ['heading', 'text'],
    tokenize: tokensOf,
    searchOptions: {
      boost: { heading: 2 },
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 5 && !vocabulary.has(term) ? 0.2 : false),
    },
  });
  index.addAll(passages.map(({ id }) => ({ id, heading: '', text: '', ...texts.get(id) })));
  const text = files.map((file) => file.text).join('\n\n');
  const isSmall = text.length <= smallLength;

  function byWords(question: string, limit: number): Found[] {
    const all = [...new Set(wordsOf(question))];
    const telling = all.filter((word) => !isStopWord(word));
    const terms = (telling.length > 0 ? telling : all).slice(0, maxTerms);
    return index
      .search(terms.join(' '))
      .slice(0, limit)
      .flatMap(({ id, score }) => {
        const passage = byId.get(String(id));
        return passage === undefined ? [] : [{ passage, score }];
      });
  }

  return {
    passages,
    isSmall,
    byWords,
    search(question, limit, byMeaning) {
      if (limit === undefined && isSmall) return [...passages];
      const most = limit ?? usualLimit;
      if (byMeaning === undefined) return byWords(question, most).map(({ passage }) => passage);
      const found = byWords(question, fusedDepth).map(({ passage }) => passage.id);
      return fused([found, byMeaning.slice(0, fusedDepth)])
        .flatMap((id) => byId.get(id) ?? [])
        .slice(0, most);
    },
    hosts: hostsIn(text),
    text,
  };
}

/** Passages are named by their place in the file, with pages by page and place on it. */
export function passagesOf({ name, text, pages }: KnowledgeFile): Passage[] {
  const parts =
    pages === undefined ? [{ page: undefined, text }] : pages.map((one, at) => ({ page: at + 1, text: one }));
  return parts.flatMap(({ page, text: part }) =>
    chunksOf(part).map((chunk, at) => ({
      id: page === undefined ? `${name}#${at + 1}` : `${name}#p${page}.${at + 1}`,
      source: name,
      heading: chunk.heading,
      ...(page === undefined ? {} : { page }),
      text: chunk.text,
      origin: 'knowledge' as const,
    })),
  );
}

function textsOf({ source, heading, text }: Passage): { heading: string; text: string } {
  return { heading: `${source} ${heading}`, text };
}

/** Several orders as one: what stands high in any, and higher what stands high in several. */
function fused(orders: readonly (readonly string[])[]): string[] {
  const scores = new Map<string, number>();
  for (const order of orders) {
    for (const [rank, id] of order.entries()) {
      scores.set(id, (scores.get(id) ?? 0) + 1 / (fusionConstant + rank + 1));
    }
  }
  return [...scores].toSorted((a, b) => b[1] - a[1]).map(([id]) => id);
}
