import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GRANT, startWorld, type World } from '../helpers/world.ts';

const QUESTION = 'How long does shipping to Germany take?';

describe('a model that fails', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  beforeEach(async () => {
    await world.sandbox.control('DELETE', '/sandbox/faults');
    await world.sandbox.control('DELETE', '/sandbox/model/script');
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const script = (answers: object[]) => world.sandbox.control('POST', '/sandbox/model/script', { answers });
  const parked = async (id: string) => {
    const found = await world.outcome(id, ({ state }) => state === 'review', 45_000);
    const review = await world.api('GET', `/api/reviews/${found.review_id}`);
    expect(review.json).toMatchObject({ status: 'open', body: '' });
    return found;
  };

  it('once is asked again, and the mail is answered', async () => {
    await script([{ status: 500 }]);
    const { id } = await world.receive({ text: QUESTION });
    const found = await world.outcome(id, ({ state }) => state === 'sent');
    expect(found['attempts']).toBe(0);
  });

  it('by an answer in the wrong shape is asked to mend it, and the mail is answered', async () => {
    await script([{ content: 'I think it is about shipping.' }]);
    const { id } = await world.receive({ text: QUESTION });
    const found = await world.outcome(id, ({ state }) => state === 'sent');
    expect(found['cost']).toMatchObject({ model_calls: 3 });
  });

  it('for good hands the mail to a person, without a draft', async () => {
    await world.sandbox.control('POST', '/sandbox/faults', {
      match: { path: '/v1/chat/completions' },
      action: 'drop_before',
      times: 100,
    });
    const { id } = await world.receive({ text: QUESTION });
    const found = await parked(id);
    expect(found.reasons[0]?.code).toBe('model_unavailable');
  });

  it('by talking nonsense for good hands the mail to a person', async () => {
    await script(Array.from({ length: 40 }, () => ({ content: 'Lorem ipsum.' })));
    const { id } = await world.receive({ text: QUESTION });
    const found = await parked(id);
    expect(found.reasons[0]?.code).toBe('model_unavailable');
  });

  it('by refusing hands the mail to a person, who can answer it', async () => {
    await script(Array.from({ length: 40 }, () => ({ refusal: 'I cannot help with that.' })));
    const { id } = await world.receive({ text: QUESTION });
    const found = await parked(id);
    expect(found.reasons[0]?.code).toBe('model_refused');
    const empty = await world.api('POST', `/api/reviews/${found.review_id}/approve`, { version: 1 });
    expect(empty.status).toBe(400);
    const written = await world.api('POST', `/api/reviews/${found.review_id}/approve`, {
      version: 1,
      body: 'Two days.',
    });
    expect(written.status).toBe(202);
    await world.outcome(id, ({ state }) => state === 'sent');
    expect(world.sandbox.sent(GRANT).at(-1)?.body).toContain('Two days.');
  });
});
