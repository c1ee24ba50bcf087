import type { Agent } from '#domain/agent-config.ts';
import type { Classification, Draft, Reason } from '#domain/decision.ts';
import type { SourcedSentence } from '#domain/sources.ts';

import { contactReasons } from './contacts.ts';
import { containmentReasons } from './containment.ts';
import { unmasked } from './disguise.ts';
import { draftRules } from '#agent/prompt/draft.ts';
import { formReasons, secretOf } from './draft-form.ts';
import type { Knowledge } from '#agent/knowledge/knowledge.ts';
import type { Passage } from '#agent/knowledge/passage.ts';
import { isWrittenIn, languageOf } from '#agent/reading/language.ts';
import { redactionReasons } from './redaction.ts';
import { unreadReasons } from './unread.ts';
import { unknownSources } from './citations.ts';
import { judgeClaims, type Judged } from './claims.ts';
import { type Gap, gapIn, gapReasons } from './gaps.ts';
import { oncePer } from '#agent/once-per.ts';
import type { Reading } from '#agent/reading/reading.ts';

/** Shorter drafts say too little for a guess at their language. */
const leastToTellLanguage = 60;
const leastConfidence = 0.5;
/** Longer drafts go to a person for their length alone; the rest of them is not looked at, which bounds the time. */
const maxChecked = 8_000;

export type CheckInput = {
  agent: Agent;
  draft: Draft;
  seen: Classification | null;
  /** Oldest first; the last one is answered. */
  conversation: readonly Reading[];
  passages: readonly Passage[];
  knowledge: Knowledge;
};

/** What was found in a draft: what speaks against sending it unseen, what its sentences rest on, and what it could not answer. */
export type Checked = { doubts: Reason[]; sources: SourcedSentence[]; gap: Gap | undefined };

/**
 * Looks for whatever speaks against sending a draft unseen; any doubt sends it to a person (DESIGN section 4, step 8). Nothing
 * the model says about its draft can make it pass, only fail.
 */
export function checkDraft(input: CheckInput): Checked {
  if (input.draft.body.trim() === '') {
    const doubts = [{ code: 'empty_draft', detail: 'the draft has no text' }];
    return { doubts, sources: [], gap: undefined };
  }
  const bounded = { ...input.draft, body: input.draft.body.slice(0, maxChecked) };
  const asRead = { ...input, draft: { ...bounded, body: unmasked(bounded.body) } };
  const judged = judgeClaims({ ...asRead, language: wantedLanguage(input) });
  const gap = gapIn({ ...input, judged, language: input.seen?.language });
  return {
    doubts: [
      ...ownDoubts(input.draft),
      ...sourceReasons(input),
      ...contactReasons(asRead),
      ...claimReasons(judged),
      ...formReasons(input.draft.body, secretsOf(input.agent)),
      ...containmentReasons({ ...input, draft: bounded }),
      ...languageReasons(input),
      ...redactionReasons(input.draft.body),
      ...unreadReasons(input.draft.body, input.conversation),
      ...gapReasons(gap),
    ],
    sources: judged.map(({ sentence, kind, support }) => ({ sentence, kind, support })),
    gap,
  };
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

function sourceReasons(input: CheckInput): Reason[] {
  const unknown = unknownSources(input.draft, input);
  return unknown.length > 0 ? [listed('unknown_source', 'it cites what it was not given:', unknown)] : [];
}

/** One of each kind, so that a long draft does not fill the page with them. */
function claimReasons(judged: readonly Judged[]): Reason[] {
  const all = judged.flatMap(({ reasons }) => reasons);
  const codes = [...new Set(all.map(({ code }) => code))];
  return codes.map((code) => {
    const details = all.filter((one) => one.code === code).map(({ detail }) => detail);
    return { code, detail: details.slice(0, 3).join(' · ') };
  });
}

function languageReasons({ draft, conversation, ...input }: CheckInput): Reason[] {
  const claimed = input.agent.config.language === 'same' ? input.seen?.language : undefined;
  if (claimed !== undefined && !isWrittenIn(conversation.at(-1)?.text ?? '', claimed, leastToTellLanguage)) {
    return [
      { code: 'wrong_language', detail: `the mail does not read as ${claimed}, as the model says it does` },
    ];
  }
  const wanted = wantedLanguage(input) ?? languageOf(conversation.at(-1)?.text ?? '');
  if (wanted === undefined || isWrittenIn(draft.body, wanted, leastToTellLanguage)) return [];
  return [{ code: 'wrong_language', detail: `it does not read as ${wanted}` }];
}

function wantedLanguage({ agent, seen }: Pick<CheckInput, 'agent' | 'seen'>): string | undefined {
  return agent.config.language === 'same' ? seen?.language : agent.config.language;
}

function listed(code: string, lead: string, items: readonly string[]): Reason {
  const shown = items.slice(0, 5).map((item) => item.replaceAll(/\s+/g, ' ').slice(0, 200));
  return { code, detail: `${lead} ${shown.join(' · ')}` };
}
