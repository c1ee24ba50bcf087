import type { Reading } from '#agent/reading/reading.ts';
import { type FoundCode, withoutCodes } from '#agent/tools/codes.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { Challenge } from '#domain/challenge.ts';
import type { Classification } from '#domain/decision.ts';
import type { Message } from '#domain/mail.ts';
import type { Lease } from '#store/lease.ts';
import type { Deps } from '#workers/deps.ts';

/** The codes people of a thread were asked for, and those that its mails hold. */
export type CodeFacts = { challenges: Record<string, Challenge>; codes: readonly FoundCode[] };

/** The conversation as models and people may see it: without codes. Only agents whose tools ask for codes look for any. */
export async function hideCodes(
  deps: Deps,
  lease: Lease,
  { config }: Agent,
  conversation: Reading[],
): Promise<{ conversation: Reading[]; codes: CodeFacts }> {
  const asks = Object.values(config.tools).some(({ verify }) => verify === 'code');
  const challenges = asks ? await deps.challenges.readAll(lease) : {};
  const all = Object.values(challenges);
  if (all.length === 0) return { conversation, codes: { challenges, codes: [] } };
  const masked = withoutCodes(conversation, all);
  return { conversation: masked.conversation, codes: { challenges, codes: masked.codes } };
}

/** How the challenges of a thread are told apart. */
export function challengeName(tool: string, target: Pick<Message, 'from'>): string {
  return `${tool} ${senderAddress(target)}`;
}

export function senderAddress({ from }: Pick<Message, 'from'>): string {
  return from[0]?.email.trim().toLowerCase() ?? '';
}

/**
 * What a mail is taken for that brings a code: what the mail was that led to it, since a code by itself says nothing. That it
 * talks to an assistant is still believed of the mail itself.
 */
export function seenWithCode(
  seen: Classification,
  { target, covers }: { target: Message; covers: readonly string[] },
  { challenges, codes }: CodeFacts,
): Classification {
  const isAnswered = (messageId: string) => messageId === target.id || covers.includes(messageId);
  if (!codes.some(({ messageId }) => isAnswered(messageId))) return seen;
  const sender = senderAddress(target);
  const asked = Object.values(challenges)
    .filter((challenge) => challenge.sender === sender)
    .toSorted((a, b) => a.askedAtMs - b.askedAtMs)
    .at(-1);
  return asked === undefined ? seen : { ...asked.seen, injection: seen.injection };
}
