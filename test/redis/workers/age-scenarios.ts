import { expect } from 'vitest';
import { expired } from '#store/review-ages.ts';
import { aClassification, anAgent, grantId } from '../../helpers/builders.ts';
import type { Scenario } from './fault-scenarios.ts';
import type { Stage } from './stage.ts';

/** A review waits, and its time is over. */
async function overdue(stage: Stage, on_expiry: 'reject' | 'escalate'): Promise<void> {
  const to = on_expiry === 'escalate' ? { escalate_to: 'lead@shop.example' } : {};
  stage.agent = anAgent({ reviews: { expire_after: '3d', on_expiry, ...to } });
  stage.model.classification = aClassification({ category: 'refund' });
  await stage.receive();
  await stage.drain();
  const ref = stage.deps.ledger.threadRef(grantId, 't1');
  const because = { code: 'review_expired', detail: 'nobody decided it for 3 days' };
  await stage.deps.transact(ref, expired(ref, await stage.review(), because, stage.now()));
}

/** Reviews that end by their age. */
export const ageScenarios: Scenario[] = [
  {
    name: 'the end of a review that nobody decided',
    before: (stage) => overdue(stage, 'reject'),
    async after(stage) {
      expect(await stage.outcome()).toBe('skipped review_expired category_review');
      expect(await stage.review()).toMatchObject({ status: 'expired' });
      expect([stage.nylas.mails, stage.nylas.drafts]).toEqual([[], []]);
    },
  },
  {
    name: 'the hand-over of a review that nobody decided',
    before: (stage) => overdue(stage, 'escalate'),
    async after(stage) {
      expect(await stage.outcome()).toBe('escalated review_expired category_review');
      expect(await stage.review()).toMatchObject({ status: 'expired' });
      expect(stage.nylas.mails).toMatchObject([{ body: { to: [{ email: 'lead@shop.example' }] } }]);
      expect(stage.nylas.drafts).toEqual([]);
    },
  },
];
