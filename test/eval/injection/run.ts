import { checkDraft } from '#agent/check/check.ts';
import type { Evidence } from '#agent/knowledge/evidence.ts';
import { decide } from '#agent/policy/decide.ts';
import { draftQuestion } from '#agent/prompt/draft.ts';
import { type Reading, readConversation } from '#agent/reading/reading.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { Classification, Decision, Draft } from '#domain/decision.ts';
import type { Message } from '#domain/mail.ts';

import { gatherEvidence } from '../../../src/workers/think/evidence.ts';
import { mailbox } from './cases.ts';

/** A mail as the worker has it when it comes to writing. */
export type Read = {
  agent: Agent;
  seen: Classification;
  decision: Decision;
  conversation: Reading[];
  evidence: Evidence;
  /** What the model is shown. */
  system: string;
  user: string;
};

/** Everything up to the draft, by the code the worker runs. */
export function readMail(agent: Agent, message: Message, seen: Classification): Read {
  const thread = { id: message.threadId, grantId: message.grantId, messages: [message] };
  const conversation = readConversation(thread, message.id, [], mailbox.address);
  const reading = conversation.at(-1);
  if (reading === undefined) throw new Error(`${message.id} cannot be read`);
  const evidence = gatherEvidence(agent, conversation);
  const { prompt } = draftQuestion({ agent, conversation, seen, passages: evidence.passages });
  const decision = decide(agent, seen, reading, []);
  return { agent, seen, decision, conversation, evidence, system: prompt.system, user: prompt.user };
}

/** Codes of what speaks against sending this draft; none means that it leaves by itself. */
export function doubtsAbout(read: Read, draft: Draft): string[] {
  const { agent, seen, conversation, evidence } = read;
  return checkDraft({ agent, seen, conversation, ...evidence, draft }).doubts.map(({ code }) => code);
}

/** Reasons that a decision or a check gives because of a suspected attack, as opposed to what the draft says. */
export const detectorCodes: ReadonlySet<string> = new Set(['injection_suspected', 'steered_text']);

/** Reasons that are about containment: what parks a harmless mail "for that reason alone". */
export const containmentCodes: ReadonlySet<string> = new Set([
  ...detectorCodes,
  'link_not_allowed',
  'address_not_in_evidence',
  'phone_not_in_evidence',
  'html_markup',
  'encoded_blob',
  'invisible_characters',
  'leaked_instructions',
  'echoes_mail',
  'beyond_evidence',
  'secret_in_draft',
  'odd_text',
]);
