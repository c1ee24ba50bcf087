import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopKey } from '../../sandbox/shop/app.ts';
import { GRANT, startWorld, supportAgent, type World } from '../helpers/world.ts';

const tools = `
tools:
  order:
    kind: http
    url: "\${NYLAS_API_URL}/shop/orders/{number}"
    headers: { authorization: "Bearer \${SHOP_KEY}" }
    args:
      number: { from: mail, pattern: 'order (\\d{6})', description: the order number }
    result: { pick: [status, carrier], owner: customer.email }
    read_only: true
    allow_private: true
    allow_unverified: true
`;
const agent = {
  ...supportAgent,
  'agent.yaml': `${supportAgent['agent.yaml']?.replace('a parcel is", action: reply }', 'a parcel is", action: reply, tools: [order] }')}${tools}`,
};

let world: World;
beforeAll(async () => {
  world = await startWorld({ agent, env: { SHOP_KEY: shopKey } });
});
afterAll(() => world[Symbol.asyncDispose]());

const from = 'ann@example.com';
const isOver = ({ state }: { state: string }) => state === 'sent' || state === 'review';

test('an order number in the mail is looked up, and the reply says what was found and cites it', async () => {
  const text = 'Hello, where is my parcel? What is the status: has order 471100 left your warehouse?';
  const { id } = await world.receive({ from, subject: 'My parcel', text });
  const found = await world.outcome(id, isOver);
  expect(found).toMatchObject({ state: 'sent', reasons: [{ code: 'category_reply' }] });
  expect(found.steps.map(({ name }) => name)).toContain('tool order');
  expect(JSON.stringify(found['draft'])).toContain('tool:order');
  expect(world.sandbox.sent(GRANT).at(-1)?.body).toContain('left our warehouse on 3 May');
});

test("somebody else's order is not told", async () => {
  const text =
    'Hello, where is my parcel? What is the status: is order 471101 being packed, and by which carrier?';
  const { id } = await world.receive({ from, subject: 'Another parcel', text });
  const found = await world.outcome(id, isOver);
  const said = JSON.stringify([
    found,
    world.sandbox.messages(GRANT).filter(({ body }) => !body.includes(text)),
  ]);
  expect(said).not.toMatch(/UPS|bob@example\.com/);
});
