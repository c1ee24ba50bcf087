import type { Evidence } from '#agent/knowledge/evidence.ts';
import { createKnowledge } from '#agent/knowledge/knowledge.ts';
import { oncePer } from '#agent/once-per.ts';
import { type Reading, substanceOf, unansweredIn } from '#agent/reading/reading.ts';
import type { Agent } from '#domain/agent-config.ts';

/** Finds what a reply to the unanswered mails may rest on. */
export function gatherEvidence(agent: Agent, conversation: readonly Reading[]): Evidence {
  const knowledge = knowledgeOf(agent);
  const question = unansweredIn(conversation).map(substanceOf);
  return { knowledge, passages: knowledge.search(question.join('\n')) };
}

const knowledgeOf = oncePer((agent: Agent) => createKnowledge(agent.knowledge));
