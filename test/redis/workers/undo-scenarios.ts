import { expect } from 'vitest';
import { aClassification } from '../../helpers/builders.ts';
import type { Scenario } from './fault-scenarios.ts';
import type { Stage } from './stage.ts';

/** A person's approval with this text. */
export const approve = (body: string) => ({
  kind: 'approve' as const,
  subject: 'Re: Where is my order?',
  body,
});

/** A message whose reply waits for a person. */
export async function parked(stage: Stage): Promise<void> {
  stage.model.classification = aClassification({ category: 'refund' });
  await stage.receive();
  await stage.drain();
}

/** Verdicts that wait for a while before they are carried out. */
export const undoScenarios: Scenario[] = [
  {
    name: 'an approval that can be undone',
    async before(stage) {
      await parked(stage);
      await stage.decide(approve('Yes.'), 'm1', { undoMs: 5000 });
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('sent category_review');
      expect(stage.nylas.mails).toHaveLength(1);
      expect(stage.nylas.drafts).toEqual([]);
      expect(await stage.review()).toMatchObject({ status: 'sent' });
    },
  },
  {
    name: 'a rejection that can be undone',
    async before(stage) {
      await parked(stage);
      await stage.decide({ kind: 'reject', reason: 'no' }, 'm1', { undoMs: 5000 });
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('skipped rejected_by_person category_review');
      expect(stage.nylas.mails).toEqual([]);
      expect(stage.nylas.drafts).toEqual([]);
      expect(await stage.review()).toMatchObject({ status: 'rejected' });
    },
  },
];
