import { expect } from 'vitest';
import { PermanentError, TransientError } from '#errors.ts';
import { noSureAnswer } from './fake-nylas.ts';
import type { Stage } from './stage.ts';

/** One thing that a thread's actor can be in the middle of. */
export type Scenario = {
  name: string;
  /** What happens before the life that is cut. */
  before: (stage: Stage) => Promise<void>;
  /** What has to be true after the lives that follow. */
  after: (stage: Stage) => Promise<void>;
};

const repliedOnce = async (stage: Stage) => {
  expect(await stage.outcome()).toBe('sent category_reply');
  expect(stage.nylas.mails).toHaveLength(1);
};

/** Nylas or the model fails on the way. */
export const faultScenarios: Scenario[] = [
  {
    name: 'a reply whose thread could not be read at first',
    async before(stage) {
      stage.nylas.fail('listThread', new TransientError('503'));
      await stage.receive();
    },
    after: repliedOnce,
  },
  {
    name: 'a reply whose first send had no answer',
    async before(stage) {
      stage.nylas.sendEndsIn(noSureAnswer(), 'lost');
      await stage.receive();
    },
    after: repliedOnce,
  },
  {
    name: 'a reply that Nylas queues and then sends',
    async before(stage) {
      stage.nylas.sendEndsIn({ kind: 'queued', id: undefined, replayed: false }, 'leaves');
      await stage.receive();
    },
    after: repliedOnce,
  },
  {
    name: 'a reply that needs a new key',
    async before(stage) {
      stage.nylas.sendEndsIn(noSureAnswer(500), 'kept');
      await stage.receive();
    },
    after: repliedOnce,
  },
  {
    name: 'a reply in doubt',
    async before(stage) {
      stage.nylas.sendEndsIn(noSureAnswer(504), 'kept');
      await stage.receive();
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('doubt send_doubt category_reply');
      expect(await stage.review()).toMatchObject({ status: 'open' });
      expect(stage.nylas.mails).toEqual([]);
    },
  },
  {
    name: 'a reply that Nylas refuses',
    async before(stage) {
      const refused = { status: 403, type: 'forbidden', message: 'no', replayed: false };
      stage.nylas.sendEndsIn({ kind: 'refused', ...refused }, 'kept');
      await stage.receive();
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('review send_refused category_reply');
      expect(await stage.review()).toMatchObject({ status: 'open' });
      expect(stage.nylas.mails).toEqual([]);
    },
  },
  {
    name: 'a message for which the model is away',
    async before(stage) {
      stage.model.faults = Array.from({ length: 30 }, () => new TransientError('503'));
      await stage.receive();
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('review model_unavailable');
      expect(await stage.review()).toMatchObject({ status: 'open', draftId: null });
    },
  },
  {
    name: 'a message that can never be read',
    async before(stage) {
      const refused = new PermanentError('not to be read', { status: 422 });
      stage.nylas.fail('listThread', ...Array.from({ length: 60 }, () => refused));
      await stage.receive();
    },
    async after(stage) {
      expect(await stage.outcome()).toBe('dead attempts_exhausted');
      expect(stage.events.filter(({ name }) => name === 'deadLetter')).not.toEqual([]);
    },
  },
];
