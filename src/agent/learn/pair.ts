import { createRedaction } from '#agent/redact/redaction.ts';
import type { Agent } from '#domain/agent-config.ts';
import type { Pair } from '#domain/pair.ts';
import { Redact } from '#domain/redact-config.ts';
import { draftedOf, type Review } from '#domain/review.ts';
import { changesBetween } from './changes.ts';

const MOST_OF_A_TEXT = 4_000;

/**
 * What can be learnt from a reply that a person approved with another text than the model's; undefined where there is
 * nothing: no draft, or no change of it. All kinds of personal data that can be found are replaced by marks, the same one
 * in all texts, whatever the agent's `redact` says; what the team publishes itself stays.
 */
export function pairFrom(
  { config, instructions, knowledge, name }: Agent,
  review: Review,
  nowMs: number,
): Pair | undefined {
  const draft = draftedOf(review)?.body ?? '';
  const changes = changesBetween(draft, review.body);
  if (draft.trim() === '' || changes.length === 0) return undefined;
  const { mask } = createRedaction({
    kinds: Redact.unwrap().element.options,
    names: [...review.from, ...review.to, ...review.cc].flatMap(({ name: shown }) => shown ?? []),
    published: [
      instructions,
      ...config.mailboxes.map(({ address }) => address),
      ...knowledge.map(({ text }) => text),
    ].join('\n'),
    seed: review.id,
  });
  const kept = (text: string) => mask(text.slice(0, MOST_OF_A_TEXT).toWellFormed());
  const why = review.verdict?.kind === 'approve' ? review.verdict.why : undefined;
  return {
    id: review.id,
    agent: name,
    grantId: review.grantId,
    messageId: review.messageId,
    category: review.category,
    reasons: review.reasons.map(({ code }) => code),
    by: review.approvals?.at(-1)?.by ?? 'unknown',
    atMs: nowMs,
    question: kept(review.question),
    draft: kept(draft),
    final: kept(review.body),
    why: why === undefined ? null : kept(why),
    changes,
  };
}
