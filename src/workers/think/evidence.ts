import type { Evidence } from '#agent/knowledge/evidence.ts';
import { type Reading, substanceOf, unansweredIn } from '#agent/reading/reading.ts';
import { redactionFor } from '#agent/redact/for-conversation.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { Lease } from '#store/lease.ts';
import type { Deps } from '#workers/deps.ts';
import { knowledgeOf } from './knowledge-of.ts';

/** Finds what a reply to the unanswered mails may rest on, by words. */
export function gatherEvidence(
  agent: Agent,
  conversation: readonly Reading[],
  byMeaning?: readonly string[],
): Evidence {
  const knowledge = knowledgeOf(agent);
  return { knowledge, passages: knowledge.search(questionIn(conversation), undefined, byMeaning) };
}

/** The same by words, and by meaning where the agent names a model for that. */
export async function findEvidence(
  { meaning, stopping }: Pick<Deps, 'meaning' | 'stopping'>,
  { signal }: Pick<Lease, 'signal'>,
  agent: Agent,
  conversation: readonly Reading[],
): Promise<Evidence> {
  if (knowledgeOf(agent).isSmall || meaning === undefined) return gatherEvidence(agent, conversation);
  const question = redactionFor(agent, conversation).mask(questionIn(conversation));
  const byMeaning = await meaning.find(agent, question, AbortSignal.any([signal, stopping]));
  return gatherEvidence(agent, conversation, byMeaning);
}

/** What a third party wrote into the thread is not asked by whoever is answered. */
function questionIn(conversation: readonly Reading[]): string {
  const asked = unansweredIn(conversation).filter(({ by }) => by !== 'other');
  return asked.map(substanceOf).join('\n');
}
