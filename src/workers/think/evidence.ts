import type { Evidence } from '#agent/knowledge/evidence.ts';
import { type Reading, substanceOf, unansweredIn } from '#agent/reading/reading.ts';
import { redactionFor } from '#agent/redact/for-conversation.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { Lease } from '#store/lease.ts';
import type { Deps } from '#workers/deps.ts';
import { knowledgeOf } from './knowledge-of.ts';

/** Finds what a reply to the unanswered mails may rest on: by words, and by meaning where the agent names a model for it. */
export async function gatherEvidence(
  { meaning, stopping }: Pick<Deps, 'meaning' | 'stopping'>,
  { signal }: Pick<Lease, 'signal'>,
  agent: Agent,
  conversation: readonly Reading[],
): Promise<Evidence> {
  const knowledge = knowledgeOf(agent);
  const question = unansweredIn(conversation).map(substanceOf).join('\n');
  if (knowledge.isSmall || meaning === undefined) return { knowledge, passages: knowledge.search(question) };
  const asked = redactionFor(agent, conversation).mask(question);
  const byMeaning = await meaning.find(agent, asked, AbortSignal.any([signal, stopping]));
  return { knowledge, passages: knowledge.search(question, undefined, byMeaning) };
}
