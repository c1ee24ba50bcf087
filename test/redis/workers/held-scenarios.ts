import { expect } from 'vitest';
import { anAgent, aSentMail, grantId } from '../../helpers/builders.ts';
import type { Scenario } from './fault-scenarios.ts';
import type { Stage } from './stage.ts';

/** A reply is stored and kept back. */
async function held(stage: Stage): Promise<void> {
  stage.agent = anAgent({ autonomy: { start: 'delayed' } });
  await stage.receive();
  await stage.work();
}

async function outcomesOf(stage: Stage): Promise<string[]> {
  const { observations } = await stage.deps.autonomy.read(grantId, 'order_status');
  return observations.map(({ messageId, outcome }) => `${messageId} ${outcome}`);
}

/** What becomes of replies whose category has to earn its autonomy; each outcome is kept once. */
export const heldScenarios: Scenario[] = [
  {
    name: 'a delayed reply',
    async before(stage) {
      stage.agent = anAgent({ autonomy: { start: 'delayed' } });
      await stage.receive();
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('sent category_reply held');
      expect(stage.nylas.mails).toHaveLength(1);
      expect(await outcomesOf(stage)).toEqual(['m1 left']);
    },
  },
  {
    name: 'a delayed reply that is taken back',
    async before(stage) {
      await held(stage);
      expect(await stage.takeBack()).toMatchObject({ kind: 'taken_back' });
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('review taken_back category_reply');
      expect(stage.nylas.drafts).toHaveLength(1);
      expect(await stage.review()).toMatchObject({ status: 'open', draftId: stage.nylas.drafts[0]?.id });
      expect(stage.nylas.mails).toEqual([]);
    },
  },
  {
    name: 'a newer mail over a delayed reply, whose webhook is still to come',
    async before(stage) {
      await held(stage);
      await stage.receive({ id: 'm2', dateMs: stage.now() + 1 }, 'late');
    },
    async after(stage) {
      expect(await stage.outcome('m1')).toBe('skipped category_reply held superseded');
      expect(await stage.outcome('m2')).toBe('sent category_reply held');
      expect(stage.nylas.mails).toHaveLength(1);
      expect(await outcomesOf(stage)).toEqual(['m2 left']);
    },
  },
  {
    name: "a person's own answer to a message whose reply is delayed",
    async before(stage) {
      await held(stage);
      await stage.leave(aSentMail({ dateMs: stage.now() + 1 }));
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('skipped already_answered category_reply');
      expect([stage.nylas.mails, stage.nylas.drafts]).toEqual([[], []]);
      expect(await outcomesOf(stage)).toEqual(['m1 edited']);
    },
  },
  {
    name: 'a reply that is only thought of, beside what a person writes',
    async before(stage) {
      stage.agent = anAgent({ autonomy: { start: 'shadow' } });
      await stage.receive();
      await stage.work();
      await stage.leave(
        aSentMail({ dateMs: stage.now() + 1, body: 'Hello Carla, your order is on its way.' }),
      );
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('skipped autonomy_shadow category_reply');
      expect([stage.nylas.mails, stage.nylas.drafts]).toEqual([[], []]);
      expect(await outcomesOf(stage)).toEqual(['m1 alike']);
    },
  },
  {
    name: 'an approval of what would have left by itself',
    async before(stage) {
      stage.agent = anAgent({ autonomy: {} });
      await stage.receive();
      await stage.drain();
      const { subject, body } = await stage.review();
      await stage.decide({ kind: 'approve', subject, body });
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('sent autonomy_review category_reply');
      expect(stage.nylas.mails).toHaveLength(1);
      expect(await outcomesOf(stage)).toEqual(['m1 unedited']);
    },
  },
];
