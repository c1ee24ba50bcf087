import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GRANT, startWorld, supportAgent, type World } from '../helpers/world.ts';

const QUESTION = 'How long does shipping to Germany take?';

describe('a model that fails now and then', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const script = (answers: object[]) => world.sandbox.control('POST', '/sandbox/model/script', { answers });

  it('is asked again, and the mail is answered', async () => {
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
});

describe.concurrent('a model that fails for good hands the mail to a person, without a draft', () => {
  const cases = [
    { how: 'unreachable', env: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }, code: 'model_unavailable' },
    { how: 'full of nonsense', env: { OPENAI_MODEL: 'sandbox-nonsense' }, code: 'model_unavailable' },
    { how: 'unwilling', env: { OPENAI_MODEL: 'sandbox-refuse' }, code: 'model_refused' },
  ];
  for (const { how, env, code } of cases) {
    it(`by being ${how}`, async () => {
      await using world = await startWorld({ agent: supportAgent, env });
      const { id } = await world.receive({ text: QUESTION });
      const found = await world.outcome(id, ({ state }) => state === 'review', 45_000);
      expect(found.reasons[0]?.code).toBe(code);
      const decide = (body: object) => world.api('POST', `/api/reviews/${found.review_id}/approve`, body);
      expect((await world.api('GET', `/api/reviews/${found.review_id}`)).json).toMatchObject({
        status: 'open',
        body: '',
      });
      expect((await decide({ version: 1 })).status).toBe(400);
      expect((await decide({ version: 1, body: 'Two days.' })).status).toBe(202);
      await world.outcome(id, ({ state }) => state === 'sent');
      expect(world.sandbox.sent(GRANT).at(-1)?.body).toContain('Two days.');
    });
  }
});
