import type { AgentConfig } from '#domain/agent-config.ts';
import type { Reason } from '#domain/decision.ts';
import type { SenderTrust } from '#domain/trust.ts';

/**
 * What is known about a sender that leaves the answer to a person: what the agent's file says (`trust.review`), and
 * always a stranger to the thread who wants the answer to go to somebody else.
 */
export function trustDoubts({ trust: { review } }: Pick<AgentConfig, 'trust'>, trust: SenderTrust): Reason[] {
  const diverts = trust.facts.some(({ code }) => code === 'reply_to_mismatch');
  return trust.facts.filter(
    ({ code }) => review.includes(code) || (diverts && code === 'stranger_in_thread'),
  );
}
