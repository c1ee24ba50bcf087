import type { Agent } from '#domain/agent-config.ts';
import type { Reading } from '#agent/reading/reading.ts';
import { createRedaction, type Redaction } from './redaction.ts';

/** What the agent asks to be kept from models in this conversation. What the team publishes itself is not personal data. */
export function redactionFor(agent: Agent, conversation: readonly Reading[]): Redaction {
  const { config, instructions, knowledge } = agent;
  return createRedaction({
    kinds: config.redact,
    names: conversation.filter(({ by }) => by !== 'us').map(({ from }) => from.replace(/<[^>]*>/, ' ')),
    published: [
      instructions,
      ...config.mailboxes.map(({ address }) => address),
      ...knowledge.map(({ text }) => text),
    ].join('\n'),
    seed: conversation.map(({ messageId, text }) => `${messageId}\n${text}`).join('\n'),
  });
}
