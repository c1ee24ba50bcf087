import { expect, test } from 'vitest';
import { parseAgentYaml } from '#store/agent-yaml.ts';

const head = `mailboxes: [{ grant: g, address: a@b.example }]
categories:
  order_status: { when: x, action: reply, tools: [order] }
tools:
  order:
`;
const good = [
  'kind: http',
  'url: https://shop.example/{n}',
  'args: { n: { from: config, value: 1 } }',
  'read_only: true',
];
const yaml = (...lines: string[]) => head + lines.map((line) => `    ${line}\n`).join('');
const faultsOf = (text: string) => {
  const parsed = parseAgentYaml('agent.yaml', text, { SHOP_TOKEN: 'tok' });
  return 'faults' in parsed ? parsed.faults.map(({ line, reason }) => `${line}: ${reason}`) : [];
};

test('a tool needs little, and secrets come from the environment', () => {
  const parsed = parseAgentYaml(
    'agent.yaml',
    yaml(...good, 'headers: { authorization: "Bearer ${SHOP_TOKEN}" }'),
    {
      SHOP_TOKEN: 'tok',
    },
  );
  expect(parsed).toMatchObject({
    config: {
      tools: { order: { method: 'GET', headers: { authorization: 'Bearer tok' }, timeout_ms: 10_000 } },
    },
  });
});

test.each([
  ['an unknown kind', yaml('kind: ftp'), '6: tools.order.kind must be one of http, mcp, not "ftp"'],
  ['a key that is none', yaml(...good, 'timeout: 3'), '10: unknown key "timeout" in tools.order'],
  [
    'neither or both of looking up and acting',
    yaml(...good, 'approval: true'),
    '5: tools.order: write either read_only',
  ],
  [
    'plain HTTP',
    yaml(good[0]!, 'url: http://shop.example/{n}', ...good.slice(2)),
    '7: tools.order.url: use https',
  ],
  [
    'a host that a value would choose',
    yaml(good[0]!, 'url: "https://{n}.example/"', ...good.slice(2)),
    '7: tools.order.url: write https://',
  ],
  [
    'a user name in the URL',
    yaml(good[0]!, 'url: "https://u:p@shop.example/{n}"', ...good.slice(2)),
    '7: tools.order.url: write https://',
  ],
  [
    'a value that has no argument',
    yaml(...good, 'words: "Refund {x}"'),
    '10: tools.order.words: {x} is none of its args',
  ],
  [
    'an argument that goes nowhere',
    yaml(good[0]!, 'url: https://shop.example/', ...good.slice(2)),
    '8: tools.order.args.n: is used neither in url nor in body',
  ],
  [
    'an argument from nowhere',
    yaml(...good.slice(0, 2), 'args: { n: { from: thin_air } }', good[3]!),
    '8: tools.order.args.n.from must be one of sender, mail, model, config',
  ],
  [
    'a pattern that is none',
    yaml(...good.slice(0, 2), 'args: { n: { from: mail, pattern: "(" } }', good[3]!),
    '8: tools.order.args.n.pattern: is not a regular expression',
  ],
  [
    'a pattern that finds nothing',
    yaml(...good.slice(0, 2), 'args: { n: { from: mail, pattern: "\\\\d*" } }', good[3]!),
    '8: tools.order.args.n.pattern: finds nothing as well',
  ],
  ['a body in a GET', yaml(...good, 'body: { n: "{n}" }'), '10: tools.order.body: has no place in a GET'],
  [
    'a header of two lines',
    yaml(...good, 'headers: { x: "a\\nb" }'),
    '10: tools.order.headers.x: must be one line',
  ],
  [
    'an MCP tool without a server',
    yaml('kind: mcp', 'tool: t', 'read_only: true'),
    '5: tools.order: write either command',
  ],
  [
    'a path that is none',
    yaml(...good, 'result: { pick: ["a..b"] }'),
    '10: tools.order.result.pick[0]: write a path',
  ],
  [
    'a code for nobody',
    yaml(...good, 'address_from: order.customer.email'),
    '10: tools.order.address_from: is where a code goes',
  ],
])('%s is a fault with its line', (_, text, fault) => {
  expect(faultsOf(text)).toEqual([expect.stringContaining(fault)]);
});

test('a category that names a tool which is not there is a fault', () => {
  expect(faultsOf(yaml(...good).replace('[order]', '[order, toString]'))).toEqual([
    '3: categories.order_status.tools: "toString" is not declared in tools',
  ]);
});
