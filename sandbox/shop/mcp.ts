import { z } from 'zod';
import { orderOf } from './orders.ts';

/** A message of a client, as far as the shop looks at it. */
export const ClientMessage = z.looseObject({
  id: z.union([z.number(), z.string()]).optional(),
  method: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
});

const number = { type: 'object', properties: { number: { type: 'string' } }, required: ['number'] };
const tools = [
  { name: 'get_order', inputSchema: number, annotations: { readOnlyHint: true } },
  { name: 'refund_order', inputSchema: number, annotations: { readOnlyHint: false, destructiveHint: true } },
];

/** The answer of the shop to a message of the Model Context Protocol; undefined where none is due. */
export function answerMcp(
  { id, method, params = {} }: z.infer<typeof ClientMessage>,
  behaviour = 'honest',
): object | undefined {
  if (id === undefined || method === undefined) return undefined;
  switch (method) {
    case 'initialize':
      return {
        id,
        result: {
          protocolVersion: behaviour === 'old' ? '1999-01-01' : params['protocolVersion'],
          capabilities: { tools: {} },
          serverInfo: { name: 'shop', version: '1' },
        },
      };
    case 'tools/list':
      return {
        id,
        result: {
          tools: params['cursor'] === undefined ? tools.slice(0, 1) : tools.slice(1),
          ...(params['cursor'] === undefined ? { nextCursor: '1' } : {}),
        },
      };
    case 'tools/call':
      return { id, result: called(params) };
    default:
      return { id, error: { code: -32601, message: `no ${method}` } };
  }
}

function called({ name, arguments: given }: Record<string, unknown>): object {
  const wanted = typeof given === 'object' && given !== null && 'number' in given ? String(given.number) : '';
  const order = orderOf(wanted);
  if (name === 'refund_order') {
    return order
      ? { content: [{ type: 'text', text: `order ${wanted} is paid back` }] }
      : { content: [{ type: 'text', text: 'no such order' }], isError: true };
  }
  return order
    ? { content: [{ type: 'text', text: JSON.stringify(order) }], structuredContent: order }
    : { content: [] };
}
