import type { Reason } from '#domain/decision.ts';
import type { Pause } from '#domain/pause.ts';

/** Why nothing leaves by itself, in the words of whoever paused it. */
export function pausedReason({ agent, because }: Pause): Reason {
  const who = agent === null ? 'all agents are' : `agent ${agent} is`;
  return { code: 'paused', detail: `${who} paused: ${because}` };
}
