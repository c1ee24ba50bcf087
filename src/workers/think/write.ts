import { checkDraft, type Checked } from '#agent/check/check.ts';
import type { Evidence } from '#agent/knowledge/evidence.ts';
import { draftQuestion } from '#agent/prompt/draft.ts';
import type { Reading } from '#agent/reading/reading.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { Classification, Draft } from '#domain/decision.ts';
import type { AskStep } from './asker.ts';

/** What a reply is written from. */
export type Matter = {
  agent: Agent;
  /** Oldest first; the last one is answered. */
  conversation: Reading[];
  seen: Classification | null;
  evidence: Evidence;
};

/** A draft, and what was found in it. */
export type Written = { draft: Draft } & Checked;

/** Has the model write a reply and checks it; also used when a person asks for changes. */
export async function writeDraft(
  ask: AskStep,
  matter: Matter,
  revision: { instruction?: string; previous?: string } = {},
): Promise<Written> {
  const { evidence, ...rest } = matter;
  const question = draftQuestion({ ...rest, passages: evidence.passages, ...revision });
  const draft = await ask('draft', question, draftDetail);
  return { draft, ...checkDraft({ ...rest, ...evidence, draft }) };
}

/** What a step of the trace says of a draft. */
export function draftDetail({ confidence, citations }: Draft): string {
  return `confidence ${confidence}, ${citations.length} citations`;
}
