import { expect } from 'vitest';
import { sweepDrafts } from '#workers/draft-sweep.ts';
import { aClassification, aDraft, anAgent, aSentMail, grantId } from '../../helpers/builders.ts';
import { faultScenarios, type Scenario } from './fault-scenarios.ts';
import { ageScenarios } from './age-scenarios.ts';
import { heldScenarios } from './held-scenarios.ts';
import { toolScenarios } from './tool-scenarios.ts';
import { approve, parked, undoScenarios } from './undo-scenarios.ts';

const aRefund = aClassification({ category: 'refund' });

/** Everything a thread's actor can be in the middle of. */
export const scenarios: Scenario[] = [
  {
    name: 'a reply',
    before: async (stage) => void (await stage.receive()),
    async after(stage) {
      expect(await stage.outcome()).toBe('sent category_reply');
      expect(stage.nylas.mails).toHaveLength(1);
      expect(stage.nylas.drafts).toEqual([]);
    },
  },
  {
    name: 'a reply within a budget',
    async before(stage) {
      stage.agent = anAgent({ budget: { per_message: { tokens: 50_000 }, per_day: { tokens: 50_000 } } });
      await stage.receive();
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('sent category_reply');
      expect(stage.nylas.mails).toHaveLength(1);
    },
  },
  {
    name: 'a reply to a burst with an automatic reply in it',
    async before(stage) {
      await stage.receive();
      await stage.receive({ id: 'm2', headers: [{ name: 'Auto-Submitted', value: 'auto-replied' }] });
      await stage.receive({ id: 'm3' });
    },
    async after(stage) {
      expect(await stage.outcome('m1')).toBe('skipped answered_together');
      expect(await stage.outcome('m2')).toMatch(/^skipped auto/);
      expect(await stage.outcome('m3')).toBe('sent category_reply');
      expect(stage.nylas.mails).toHaveLength(1);
    },
  },
  {
    name: 'an escalation',
    async before(stage) {
      stage.model.classification = aClassification({ category: 'legal' });
      await stage.receive();
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('escalated category_escalate');
      expect(stage.nylas.mails).toHaveLength(1);
    },
  },
  {
    name: 'a parked reply',
    async before(stage) {
      stage.model.classification = aRefund;
      await stage.receive();
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('review category_review');
      expect(stage.nylas.drafts).toHaveLength(1);
      expect(await stage.review()).toMatchObject({ status: 'open', draftId: stage.nylas.drafts[0]?.id });
      expect(stage.nylas.mails).toEqual([]);
    },
  },
  {
    name: 'a mail of somebody else beside an open review',
    async before(stage) {
      await parked(stage);
      stage.advance(1000);
      stage.model.classification = aClassification();
      await stage.receive({ id: 'm2', from: [{ email: 'bert@other.example' }] });
    },
    async after(stage) {
      expect(await stage.outcome('m2')).toBe('sent category_reply');
      expect(await stage.review('m1')).toMatchObject({ status: 'open', version: 1 });
    },
  },
  {
    name: 'an approval',
    async before(stage) {
      await parked(stage);
      await stage.decide(approve('Edited by hand'));
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('sent category_review');
      expect(stage.nylas.mails).toMatchObject([
        { body: { body: expect.stringContaining('Edited by hand') } },
      ]);
      expect(stage.nylas.drafts).toEqual([]);
      expect(await stage.review()).toMatchObject({ status: 'sent' });
    },
  },
  {
    name: 'a rejection',
    async before(stage) {
      await parked(stage);
      await stage.decide({ kind: 'reject', reason: 'no' });
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('skipped rejected_by_person category_review');
      expect([stage.nylas.mails, stage.nylas.drafts]).toEqual([[], []]);
      expect(await stage.review()).toMatchObject({ status: 'rejected' });
    },
  },
  {
    name: 'a revision',
    async before(stage) {
      await parked(stage);
      stage.model.draft = aDraft({ body: 'Hello Carla, written anew.' });
      await stage.decide({ kind: 'revise', instruction: 'shorter' });
    },
    async after(stage) {
      expect(stage.nylas.drafts).toMatchObject([{ body: { body: expect.stringContaining('written anew') } }]);
      expect(await stage.review()).toMatchObject({
        status: 'open',
        verdict: null,
        body: 'Hello Carla, written anew.',
        draftId: stage.nylas.drafts[0]?.id,
      });
      expect(await stage.outcome()).toBe('review category_review');
    },
  },
  {
    name: 'a newer message over an open review',
    async before(stage) {
      await parked(stage);
      stage.model.classification = aClassification();
      await stage.receive({ id: 'm2', dateMs: stage.now() + 1 });
    },
    async after(stage) {
      expect(await stage.outcome('m1')).toBe('skipped category_review superseded');
      expect(await stage.outcome('m2')).toBe('sent category_reply');
      expect(await stage.review('m1')).toMatchObject({ status: 'stale' });
      expect((await stage.record('m2'))?.outgoing?.covers).toEqual(['m1']);
      expect(stage.nylas.mails).toHaveLength(1);
      expect(stage.nylas.drafts).toEqual([]);
    },
  },
  {
    name: "a person's own answer to a message with an open review",
    async before(stage) {
      await parked(stage);
      await stage.leave(aSentMail({ dateMs: stage.now() + 1 }));
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('skipped answered_by_person category_review');
      expect([stage.nylas.mails, stage.nylas.drafts]).toEqual([[], []]);
      expect(await stage.review()).toMatchObject({ status: 'closed' });
    },
  },
  {
    name: 'a draft sent by hand',
    async before(stage) {
      await parked(stage);
      await stage.leave(stage.nylas.sendDraftByHand((await stage.review()).draftId!), 'm1');
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('sent already_sent category_review');
      expect(stage.nylas.mails).toHaveLength(1);
      expect(stage.nylas.drafts).toEqual([]);
    },
  },
  {
    name: 'a message whose notification named no thread',
    async before(stage) {
      await stage.receive({}, { named: false });
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('sent category_reply');
      expect(stage.nylas.mails).toHaveLength(1);
      expect(await stage.inbox('?m1')).toEqual([]);
    },
  },
  {
    name: 'a draft removed by hand',
    async before(stage) {
      await parked(stage);
      stage.nylas.drafts = [];
      await sweepDrafts({
        ...stage.deps,
        draftGraceMs: 240_000,
        mailboxes: [{ grant: grantId }],
        signal: new AbortController().signal,
      });
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('skipped draft_removed category_review');
      expect(await stage.review()).toMatchObject({ status: 'closed' });
      expect(stage.nylas.mails).toEqual([]);
    },
  },
  {
    name: 'a burst whose newest webhook is still to come',
    async before(stage) {
      await stage.receive();
      await stage.receive({ id: 'm2', dateMs: stage.now() + 1 }, 'late');
    },
    async after(stage) {
      expect(await stage.outcome('m1')).toBe('skipped answered_together');
      expect(await stage.outcome('m2')).toBe('sent category_reply');
      expect(stage.nylas.mails).toHaveLength(1);
    },
  },
  {
    name: 'a message that needs no reply',
    async before(stage) {
      stage.model.classification = aClassification({ category: 'thanks', needs_reply: false });
      await stage.receive();
    },
    async after(stage) {
      expect(await stage.outcome()).toMatch(/^skipped /);
      expect([stage.nylas.mails, stage.nylas.drafts]).toEqual([[], []]);
    },
  },
  ...undoScenarios,
  ...ageScenarios,
  ...heldScenarios,
  ...faultScenarios,
  ...toolScenarios,
];
