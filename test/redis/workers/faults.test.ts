import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PermanentError, TransientError } from '#errors.ts';
import { Stopping } from '#workers/deps.ts';
import { aClassification, aDraft } from '../../helpers/builders.ts';
import { redisForFile } from '../../helpers/redis.ts';
import { aStage, type Stage } from './stage.ts';

const HOUR = 60 * 60 * 1000;
const server = redisForFile();
let stage: Stage;
beforeEach(async () => {
  stage = aStage(server.redis);
});
afterEach(() => stage[Symbol.dispose]());

const times = (count: number, error: Error) => Array.from({ length: count }, () => error);
const away = new TransientError('503');
const told = (name: string) => stage.events.filter((event) => event.name === name);

test('what a try cost that came to nothing stands in the account of the message, once', async () => {
  stage.model.faults = [undefined, new TransientError('away'), undefined, new TransientError('away')];
  await stage.receive();
  await stage.receive({ id: 'm2' });
  await stage.drain();
  const costs = [(await stage.record('m1'))?.account?.cost, (await stage.record('m2'))?.account?.cost];
  expect(costs.map((cost) => cost?.model_calls)).toEqual([0, 4]);
});

describe('the model', () => {
  beforeEach(async () => void (await stage.receive()));

  test('that fails a few times is asked again, and then answers', async () => {
    stage.model.faults = times(4, away);
    expect(await stage.drain()).toEqual([1000, 2000, 4000, 8000]);
    expect(await stage.outcome()).toBe('sent category_reply');
    expect(await stage.record()).toMatchObject({ attempts: 0, lastFault: null });
    expect(told('faultMet')).toHaveLength(4);
  });

  test('that never answers leaves the message to a person, who has to write', async () => {
    stage.model.faults = times(50, away);
    await stage.drain();
    expect(await stage.outcome()).toBe('review model_unavailable');
    expect(await stage.review()).toMatchObject({
      status: 'open',
      body: '',
      draftId: null,
      question: expect.stringContaining('where is my order'),
    });
    expect(stage.nylas.drafts).toEqual([]);
    expect(stage.model.prompts).toHaveLength(5);
  });

  test('that refuses leaves the message to a person too', async () => {
    stage.model.faults = times(50, new PermanentError('I cannot help with that'));
    await stage.drain();
    expect(await stage.outcome()).toBe('review model_refused');
  });

  test('that classifies but never drafts: the person sees the classification', async () => {
    stage.model.faults = Array.from({ length: 50 }, (_, at) => (at % 2 === 0 ? undefined : away));
    await stage.drain();
    expect(await stage.review()).toMatchObject({ category: 'order_status', confidence: 0.95, body: '' });
  });

  test('that says when to come back is asked then, as often as it says so', async () => {
    stage.model.faults = times(20, new TransientError('429', { retryAfterMs: 60_000 }));
    const waits = await stage.drain();
    expect(waits).toEqual(Array.from({ length: 20 }, () => 60_000));
    expect(await stage.outcome()).toBe('sent category_reply');
  });

  test('that says so for hours: a person gets the message', async () => {
    stage.model.faults = times(200, new TransientError('429', { retryAfterMs: HOUR }));
    const waits = await stage.drain();
    expect(waits.length).toBeLessThan(12);
    expect(await stage.outcome()).toBe('review model_unavailable');
  });

  test('whose text does not pass the check is parked with the text and the doubts', async () => {
    stage.model.draft = aDraft({ commitments: ['a refund'], unsupported: ['it is blue'] });
    await stage.drain();
    expect(await stage.outcome()).toBe('review unsupported_claims commitments knowledge_gap');
    expect(await stage.review()).toMatchObject({ body: aDraft().body });
    expect(stage.nylas.drafts).toHaveLength(1);
  });

  test('that is not configured leaves the message to a person, and says what to set', async () => {
    stage.deps.defaultModel = undefined;
    await stage.drain();
    expect((await stage.review()).reasons[0]?.detail).toMatch(/OPENAI_MODEL/);
  });
});

describe('loading the thread', () => {
  beforeEach(async () => void (await stage.receive()));

  test('that fails for a while is tried again, and the message is answered', async () => {
    stage.nylas.fail('listThread', ...times(20, away));
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply');
  });

  test('that fails of itself makes the message a dead letter, with an alarm', async () => {
    stage.nylas.fail('listThread', ...times(50, new Error('a bug')));
    const waits = await stage.drain();
    expect(waits).toHaveLength(13);
    expect(await stage.outcome()).toBe('dead attempts_exhausted');
    expect((await stage.record())?.account?.reasons[0]?.detail).toMatch(/14 attempts: a bug/);
    expect(told('deadLetter')).toHaveLength(1);
    expect(told('messageConcluded')).toHaveLength(1);
  });

  test('that an outage kept up for hours and a bug hits once is not given up at once', async () => {
    stage.nylas.fail('listThread', ...times(30, away), new Error('a bug'));
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply');
  });

  test('an outage of more than a day makes it a dead letter', async () => {
    stage.nylas.fail('listThread', ...times(1000, new TransientError('503', { retryAfterMs: HOUR })));
    await stage.drain();
    expect(await stage.outcome()).toBe('dead attempts_exhausted');
    expect(told('deadLetter')).toHaveLength(1);
  });

  test('an outage leaves the model all its tries', async () => {
    stage.nylas.fail('listThread', ...times(9, away));
    stage.model.faults = times(4, away);
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply');
  });

  test('after an outage of hours a burst still gets one reply', async () => {
    stage.nylas.fail('listThread', ...times(40, away));
    await stage.receive({ id: 'm2' });
    await stage.drain();
    expect(stage.nylas.mails).toHaveLength(1);
  });

  test('faults of the rest do not count against a message that ended meanwhile', async () => {
    await stage.receive({ id: 'm2', headers: [{ name: 'Auto-Submitted', value: 'auto-replied' }] });
    stage.model.faults = times(2, away);
    await stage.drain();
    expect(await stage.record('m2')).toMatchObject({ state: 'skipped', attempts: 0, lastFault: null });
    expect(await stage.outcome()).toBe('sent category_reply');
  });
});

describe('creating the draft', () => {
  beforeEach(async () => {
    stage.model.classification = aClassification({ category: 'refund' });
    await stage.receive();
  });

  test('that fails a few times is looked for and tried again', async () => {
    stage.nylas.fail('createDraft', ...times(3, away));
    await stage.drain();
    expect(stage.nylas.drafts).toHaveLength(1);
    expect(await stage.review()).toMatchObject({
      draftId: stage.nylas.drafts[0]?.id,
      reasons: [{ code: 'category_review' }],
    });
  });

  test('whose answer got lost is found and not made twice', async () => {
    const { createDraft } = stage.nylas.calls;
    let first = true;
    stage.deps.nylas = {
      ...stage.nylas.calls,
      async createDraft(...args) {
        const draft = await createDraft(...args);
        if (!first) return draft;
        first = false;
        throw away;
      },
    };
    await stage.drain();
    expect(stage.nylas.drafts).toHaveLength(1);
    expect(await stage.review()).toMatchObject({ draftId: stage.nylas.drafts[0]?.id });
  });

  test('that keeps failing opens the review without one, and says so', async () => {
    stage.nylas.fail('createDraft', ...times(50, away));
    await stage.drain();
    expect(await stage.review()).toMatchObject({ status: 'open', draftId: null, body: aDraft().body });
    expect(await stage.outcome()).toBe('review category_review draft_not_created');
  });

  test('that Nylas refuses opens the review at once', async () => {
    stage.nylas.fail('createDraft', new PermanentError('400', { status: 400 }));
    expect(await stage.drain()).toEqual([]);
    expect(await stage.outcome()).toBe('review category_review draft_not_created');
  });

  test('has its own attempts, whatever the model took before', async () => {
    stage.model.faults = times(4, away);
    stage.nylas.fail('createDraft', away);
    await stage.drain();
    expect(await stage.review()).toMatchObject({
      draftId: stage.nylas.drafts[0]?.id,
      reasons: [{ code: 'category_review' }],
    });
  });
});

describe('being told to stop', () => {
  let stop: AbortController;
  beforeEach(async () => {
    stop = new AbortController();
    stage.deps.stopping = stop.signal;
    await stage.receive();
  });

  test('ends thinking at once and gives the thread back as it stands', async () => {
    const { ask } = stage.deps;
    stage.deps.ask = (question) => {
      stop.abort(new Stopping('told to stop'));
      return ask(question);
    };
    expect(await stage.work()).toEqual({ kind: 'later', inMs: 0 });
    expect(await stage.record()).toMatchObject({ state: 'new', attempts: 0 });
    stage.deps.ask = ask;
    stage.deps.stopping = new AbortController().signal;
    await stage.drain();
    expect(await stage.outcome()).toBe('sent category_reply');
  });

  test('lets a send under way end', async () => {
    stage.nylas.before('send', async () => stop.abort(new Stopping('told to stop')));
    expect(await stage.work()).toEqual({ kind: 'done' });
    expect(await stage.outcome()).toBe('sent category_reply');
  });

  test('begins nothing new', async () => {
    stop.abort(new Stopping('told to stop'));
    expect(await stage.work()).toEqual({ kind: 'later', inMs: 0 });
    expect(stage.effects).toEqual(['claim', 'release']);
  });
});
