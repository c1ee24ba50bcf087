import type { GapGroup, KnowledgeGap } from '#domain/knowledge-gap.ts';

import type { Knowledge } from './knowledge.ts';
import { askedFor } from './questions.ts';
import { looseForms } from './terms.ts';

/** So much of the shorter question's words have to be in the other for both to ask about the same. */
const alike = 0.6;
/** More are not compared with each other. */
const maxGaps = 2_000;

/** Questions that ask about the same are put together, the most frequent first; `knowledgeOf` says where an answer may belong. */
export function groupGaps(
  gaps: readonly KnowledgeGap[],
  knowledgeOf: (agent: string) => Knowledge | undefined,
): GapGroup[] {
  const groups: { terms: Set<string>; count: number; gaps: KnowledgeGap[] }[] = [];
  for (const gap of gaps.toSorted((a, b) => a.question.length - b.question.length).slice(0, maxGaps)) {
    const words = [...new Set(askedFor(gap.question))];
    const group = groups.find(
      ({ gaps: [first], terms, count }) => first?.agent === gap.agent && areAlike(words, terms, count),
    );
    if (group === undefined) groups.push({ terms: looseForms(words), count: words.length, gaps: [gap] });
    else group.gaps.push(gap);
  }
  return groups
    .flatMap(({ gaps: members }) => {
      const [first] = members;
      return first === undefined ? [] : [groupOf(first, members, knowledgeOf(first.agent))];
    })
    .toSorted((a, b) => b.count - a.count || b.lastAtMs - a.lastAtMs);
}

function areAlike(words: readonly string[], known: ReadonlySet<string>, count: number): boolean {
  const shared = words.filter((word) => [...looseForms([word])].some((form) => known.has(form))).length;
  return shared > 0 && shared >= alike * Math.min(words.length, count);
}

function groupOf(first: KnowledgeGap, members: readonly KnowledgeGap[], knowledge?: Knowledge): GapGroup {
  const [nearest] = knowledge?.byWords(first.question, 1) ?? [];
  const place = nearest && [nearest.passage.source, nearest.passage.heading].filter((part) => part !== '');
  const ids = new Map(
    members.map(({ grantId, messageId }) => [`${grantId} ${messageId}`, { grantId, messageId }]),
  );
  return {
    agent: first.agent,
    question: first.question,
    count: ids.size,
    messages: [...ids.values()],
    belongsTo: place === undefined ? null : place.join(' > '),
    lastAtMs: Math.max(...members.map(({ atMs }) => atMs)),
  };
}
