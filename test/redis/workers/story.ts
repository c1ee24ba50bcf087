import fc from 'fast-check';
import type { Cut } from './lifetime.ts';

/** What can happen to a mailbox, Nylas and the model. */
export type Event =
  /** `copies`: how often its webhook comes; one that never does is made up for by a sweep. */
  | {
      kind: 'mail';
      thread: number;
      sender: number;
      says: string;
      auto: boolean;
      /** It came two days ago. */
      old: boolean;
      named: boolean;
      copies: number;
    }
  | { kind: 'redelivery'; which: number }
  | {
      kind: 'send ends';
      outcome:
        | 'lost'
        | 'unreached'
        | '500'
        | '504'
        | '504 left'
        | '202 left'
        | '202 failed'
        | '429'
        | '409'
        | '403';
    }
  | {
      kind: 'fault';
      of: 'model' | 'listThread' | 'findSent' | 'createDraft' | 'findDrafts' | 'deleteDraft' | 'getDraft';
    }
  /** What was sent is listed after so long. */
  | { kind: 'lag'; ms: number }
  | { kind: 'time'; ms: number }
  | { kind: 'verdict'; which: number; verdict: 'approve' | 'reject' | 'revise' }
  /** A person takes a held reply back. */
  | { kind: 'undo'; which: number }
  /** Every category loses its level, or gets it back. */
  | { kind: 'level'; level: 'review' | 'delayed' }
  | { kind: 'own webhook'; which: number }
  | { kind: 'answer by hand'; thread: number; told: boolean }
  | { kind: 'draft by hand'; which: number; does: 'send' | 'remove' | 'edit'; told: boolean }
  | { kind: 'sweep' };

/** What a worker does: a life may be cut short, or something may happen in the middle of it, even a whole other life. */
export type Life = {
  kind: 'life';
  thread: number;
  cut: Cut | undefined;
  /** Another process takes the lease, and both go on effect by effect in this order. */
  rival: number[] | undefined;
  meanwhile: { at: number; happens: Event | 'another life' } | undefined;
};

export type Happening = Event | Life;

const thread = fc.constantFrom(0, 0, 0, 1);
const which = fc.nat(20);

const aMail = {
  kind: fc.constant('mail' as const),
  thread,
  sender: fc.constantFrom(0, 0, 1),
  says: fc.constantFrom('orderword', 'orderword', 'refundword', 'refundword', 'gratitude', 'attorneyword'),
  auto: fc.constantFrom(false, false, false, true),
  old: fc.constantFrom(...Array.from({ length: 9 }, () => false), true),
  named: fc.constantFrom(true, true, true, false),
  copies: fc.integer({ min: 0, max: 3 }),
};

const aVerdict: fc.Arbitrary<Event> = fc.record({
  kind: fc.constant('verdict' as const),
  which,
  verdict: fc.constantFrom('approve' as const, 'approve' as const, 'reject' as const, 'revise' as const),
});

const anEvent: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record(aMail) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('redelivery' as const), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('send ends' as const),
      outcome: fc.constantFrom(
        ...([
          'lost',
          'unreached',
          '500',
          '504',
          '504 left',
          '202 left',
          '202 failed',
          '429',
          '409',
          '403',
        ] as const),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      of: fc.constantFrom(
        ...([
          'model',
          'listThread',
          'findSent',
          'createDraft',
          'findDrafts',
          'deleteDraft',
          'getDraft',
        ] as const),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('lag' as const), ms: fc.constantFrom(0, 5000, 50_000) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      ms: fc.constantFrom(1000, 20_000, 70_000, 1_200_000),
    }),
  },
  { weight: 3, arbitrary: aVerdict },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('level' as const),
      level: fc.constantFrom('review' as const, 'delayed' as const, 'delayed' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('own webhook' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('answer by hand' as const), thread, told: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('draft by hand' as const),
      which,
      does: fc.constantFrom('send' as const, 'remove' as const, 'edit' as const),
      told: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
);

const effect = fc.integer({ min: 1, max: 10 });

const aLife: fc.Arbitrary<Life> = fc.record({
  kind: fc.constant('life'),
  thread,
  cut: fc.option(
    fc.record({ at: effect, when: fc.constantFrom('before', 'after', 'before', 'after', 'lost', 'twice') }),
    {
      nil: undefined,
      freq: 2,
    },
  ),
  rival: fc.option(fc.array(fc.nat(1), { minLength: 2, maxLength: 24 }), { nil: undefined, freq: 5 }),
  meanwhile: fc.option(
    fc.record({ at: effect, happens: fc.oneof(fc.constant('another life' as const), aVerdict, anEvent) }),
    { nil: undefined, freq: 2 },
  ),
});

const aRequest: fc.Arbitrary<Happening> = fc.record({
  ...aMail,
  thread: fc.constant(0),
  auto: fc.constant(false),
  old: fc.constant(false),
});

/** A mail and a first look at it, and then anything. */
export const aStory: fc.Arbitrary<Happening[]> = fc
  .tuple(
    aRequest,
    aLife,
    fc.array(fc.oneof<fc.Arbitrary<Happening>[]>(anEvent, aLife), { maxLength: 30, size: 'max' }),
  )
  .map(([request, life, rest]) => [request, life, ...rest]);
