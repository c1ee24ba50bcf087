import type { Hono } from 'hono';
import { answerMcp, ClientMessage } from './mcp.ts';
import { shopKey } from './app.ts';
import type { SandboxEnv } from '../nylas/http.ts';

/**
 * The shop as an MCP server over streamable HTTP: `/mcp/json` answers with JSON, `/mcp/events` with a stream of events that
 * stays open. Sessions end after `callsOfSession` calls.
 */
export function addMcpRoutes(app: Hono<SandboxEnv>, callsOfSession = 3): void {
  const sessions = new Map<string, number>();
  app.post('/mcp/:form', async (c) => {
    if (c.req.header('authorization') !== `Bearer ${shopKey}`) return c.json({ error: 'who are you?' }, 401);
    const message = ClientMessage.parse(await c.req.json());
    const given = c.req.header('mcp-session-id') ?? '';
    const session = message.method === 'initialize' ? `s${sessions.size + 1}` : given;
    if (message.method === 'initialize') sessions.set(session, callsOfSession);
    const left = sessions.get(session);
    if (left === undefined || left < 0) return c.json({ error: 'no such session' }, 404);
    if (message.method === 'tools/call') sessions.set(session, left - 1);
    if (message.method === 'tools/call' && left === 0) {
      sessions.delete(session);
      sessions.set(`${session} over`, -1);
      return c.json({ error: 'the session is over' }, 404);
    }
    const answer = answerMcp(message);
    if (!answer) return c.body(null, 202);
    const text = JSON.stringify({ jsonrpc: '2.0', ...answer });
    if (c.req.param('form') === 'json')
      return c.body(text, 200, { 'content-type': 'application/json', 'mcp-session-id': session });
    return c.body(openStream(`event: message\r\ndata: ${text}\r\n\r\n`), 200, {
      'content-type': 'text/event-stream',
      'mcp-session-id': session,
    });
  });
}

/** Stays open, as servers may keep a stream for what they have to say later. */
function openStream(text: string): ReadableStream {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(': a comment\r\n\r\n'));
      controller.enqueue(new TextEncoder().encode(text));
    },
  });
}
