import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GRANT, startWorld, until, type World } from '../helpers/world.ts';

const QUESTION = 'How long does shipping to Germany take?';

describe('mail whose webhook never comes', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ roles: ['worker'], sandbox: { webhookRetryMs: [10, 20] } });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('is found by the sweep and answered, once', async () => {
    await until(async () => ((await swept()) > 0 ? true : undefined), 'the first sweep');
    const { messageId } = await world.receive({ text: QUESTION });
    await until(async () => (repliesTo(messageId) > 0 ? true : undefined), 'the reply');
    const sweeps = await swept();
    await until(async () => ((await swept()) > sweeps + 1 ? true : undefined), 'two more sweeps');
    expect(repliesTo(messageId)).toBe(1);
  });

  it('leaves what was in the mailbox before it was connected', async () => {
    await using other = await startWorld({ roles: [] });
    const { messageId } = await other.receive({ text: QUESTION });
    await other.start('all');
    const { id } = await other.receive({ text: QUESTION });
    await other.outcome(id, ({ state }) => state === 'sent');
    expect(other.sandbox.sent(GRANT).filter((mail) => answers(mail, messageId))).toEqual([]);
  });

  const repliesTo = (messageId: string) =>
    world.sandbox.sent(GRANT).filter((mail) => answers(mail, messageId)).length;
  const swept = async () => {
    const { json } = await world.sandbox.control('GET', '/sandbox/requests?path=/messages');
    return json.data.filter(({ query }: { query: string }) => query.includes('received_after')).length;
  };
});

function answers({ headers }: { headers: { name: string; value: string }[] }, messageId: string): boolean {
  return headers.some(({ name, value }) => name.toLowerCase() === 'in-reply-to' && value === messageId);
}
