import { createKnowledge } from '#agent/knowledge/knowledge.ts';
import { oncePer } from '#agent/once-per.ts';
import type { Agent } from '#domain/agent-config.ts';

/** The knowledge of an agent, made searchable once for as long as that version of it is in force. */
export const knowledgeOf = oncePer((agent: Agent) => createKnowledge(agent.knowledge));
