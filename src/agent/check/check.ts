import type { Agent } from '#domain/agent-config.ts';
import type { Classification, Draft, Reason } from '#domain/decision.ts';

import { contactReasons } from './contacts.ts';
import { draftRules } from '#agent/prompt/draft.ts';
import { formReasons, secretOf } from './draft-form.ts';
import type { Knowledge } from '#agent/knowledge/knowledge.ts';
import type { Passage } from '#agent/knowledge/passage.ts';
import { isWrittenIn, languageOf } from '#agent/reading/language.ts';
import { unsupportedNumbers } from './numbers.ts';
import { attachmentSources } from '#agent/reading/attachments.ts';
import { redactionReasons } from './redaction.ts';
import { unreadReasons } from './unread.ts';
import { oncePer } from '#agent/once-per.ts';
import type { Reading } from '#agent/reading/reading.ts';

/** Shorter drafts say too little for a guess at their language. */
const leastToTellLanguage = 60;
const leastConfidence = 0.5;

export type CheckInput = {
  agent: Agent;
  draft: Draft;
  seen: Classification | null;
  /** Oldest first; the last one is answered. */
  conversation: readonly Reading[];
  passages: readonly Passage[];
  knowledge: Knowledge;
};

/**
 * What speaks against sending a draft unseen; any reason sends it to a person (DESIGN section 4, step 8). Nothing
 * the model says about its draft can make it pass, only fail.
 */
export function checkDraft(input: CheckInput): Reason[] {
  if (input.draft.body.trim() === '') return [{ code: 'empty_draft', detail: 'the draft has no text' }];
  return [
    ...ownDoubts(input.draft),
    ...unknownSources(input),
    ...contactReasons(input),
    ...numberReasons(input),
    ...formReasons(input.draft.body, secretsOf(input.agent)),
    ...languageReasons(input),
    ...redactionReasons(input.draft.body),
    ...unreadReasons(input.draft.body, input.conversation),
  ];
}

const secretsOf = oncePer((agent: Agent) => secretOf(`${draftRules}\n\n${agent.instructions}`));

function ownDoubts(draft: Draft): Reason[] {
  return [
    ...(draft.unsupported.length > 0
      ? [listed('unsupported_claims', 'it could not support', draft.unsupported)]
      : []),
    ...(draft.commitments.length > 0 ? [listed('commitments', 'it promises', draft.commitments)] : []),
    ...(draft.confidence < leastConfidence
      ? [{ code: 'low_draft_confidence', detail: `the model gives its draft ${draft.confidence}` }]
      : []),
  ];
}

/** A citation names a passage, its file, or a mail of the conversation. */
function unknownSources({ draft, passages, conversation }: CheckInput): Reason[] {
  const known = new Set([
    ...passages.flatMap(({ id, source }) => [id, source]),
    ...conversation.flatMap(({ messageId }, at) => [messageId, `message-${at + 1}`, `mail ${at + 1}`]),
    ...conversation.flatMap(({ attachments }, at) => attachmentSources(at + 1, attachments)),
    'conversation',
    'message',
    'mail',
    'email',
    'instructions',
  ]);
  const unknown = draft.citations
    .map(({ source }) => source.trim().replaceAll(/^\[|\]$/g, ''))
    .filter((source) => !known.has(source) && !known.has(source.toLowerCase()));
  return unknown.length > 0 ? [listed('unknown_source', 'it cites what it was not given:', unknown)] : [];
}

function numberReasons({ draft, passages, conversation, agent }: CheckInput): Reason[] {
  const evidence = [
    ...passages.map(({ text }) => text),
    ...conversation.flatMap(({ text, quoted }) => [text, quoted]),
    agent.instructions,
  ].join('\n');
  const unsupported = unsupportedNumbers(draft.body, evidence);
  return unsupported.length > 0
    ? [listed('unsupported_number', 'nothing it was given has', unsupported)]
    : [];
}

function languageReasons({ agent, draft, seen, conversation }: CheckInput): Reason[] {
  const wanted =
    agent.config.language === 'same'
      ? (seen?.language ?? languageOf(conversation.at(-1)?.text ?? ''))
      : agent.config.language;
  if (wanted === undefined || isWrittenIn(draft.body, wanted, leastToTellLanguage)) return [];
  return [{ code: 'wrong_language', detail: `it does not read as ${wanted}` }];
}

function listed(code: string, lead: string, items: readonly string[]): Reason {
  const shown = items.slice(0, 5).map((item) => item.replaceAll(/\s+/g, ' ').slice(0, 200));
  return { code, detail: `${lead} ${shown.join(' · ')}` };
}
