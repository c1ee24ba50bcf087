import { afterAll, beforeAll, expect, it } from 'vitest';
import { inreply } from '../unit/cli/stub.ts';
import { GRANT, startWorld, supportAgent, type World } from '../helpers/world.ts';

let world: World;
beforeAll(async () => {
  const file = `${supportAgent['agent.yaml']}autonomy: { start: delayed, delay_seconds: 2 }\n`;
  world = await startWorld({ agent: { ...supportAgent, 'agent.yaml': file } });
});
afterAll(() => world[Symbol.asyncDispose]());

const question = { subject: 'Shipping', text: 'How long does shipping to Germany take?' };

it('a delayed reply can be taken back, and then never leaves; one that nobody takes back leaves by itself', async () => {
  const one = await world.receive(question);
  const held = await world.outcome(one.id, ({ state }) => state === 'ready');
  expect(held['held_until']).not.toBeNull();
  const env = { API_TOKEN: world.env['API_TOKEN'], PORT: world.env['PORT'] };
  const listed = await inreply(['autonomy'], env);
  expect(listed.out).toContain(`${GRANT}/${one.id}`);
  expect(listed.out).toMatch(/support +demo-support +shipping +delayed/);

  expect(await inreply(['autonomy', 'undo', `${GRANT}/${one.id}`], env)).toMatchObject({ code: 0 });
  const parked = await world.outcome(one.id, ({ state }) => state === 'review');
  expect(parked.reasons.map(({ code }) => code)).toContain('taken_back');
  const again = await world.api('POST', `/api/messages/${GRANT}/${encodeURIComponent(one.id)}/undo`);
  expect([again.status, again.json.error.type]).toEqual([409, 'has_left']);

  const other = await world.receive({ ...question, from: 'bob@customer.example' });
  const sent = await world.outcome(other.id, ({ state }) => state === 'sent');
  expect(sent.reasons.map(({ code }) => code)).toContain('held');
  expect(world.sandbox.sent(GRANT)).toHaveLength(1);
  const metrics = await world.api('GET', '/metrics');
  expect(metrics.text).toContain('inreply_autonomy_level{agent="support",category="shipping"} 2');
  expect(metrics.text).toContain('inreply_held_replies 0');
});
