import type { Lease } from '#store/lease.ts';
import type { Deps } from '#workers/deps.ts';
import { findEvidence } from './evidence.ts';
import { type Again, lookUpAgain } from './tools.ts';
import { writeDraft, type Written } from './write.ts';

/** Has the model write the reply of a review anew, as a person asks; what it rests on is looked up once more. */
export async function writeAgain(
  deps: Deps,
  lease: Lease,
  again: Again,
  instruction: string,
): Promise<Written> {
  const { agent, conversation, review, record } = again;
  const seen = record.account?.classification ?? null;
  const used = seen === null ? undefined : await lookUpAgain(deps, lease, { ...again, seen });
  const evidence = await findEvidence(deps, lease, agent, conversation);
  const passages = [...(used?.passages ?? []), ...evidence.passages];
  const matter = { agent, conversation, seen, evidence: { ...evidence, passages } };
  const written = await writeDraft(again.ask, matter, { instruction, previous: review.body });
  return { ...written, doubts: [...(used?.doubts ?? []), ...written.doubts] };
}
