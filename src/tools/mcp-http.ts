import type { McpTool } from '#domain/tools.ts';
import type { Http } from './http.ts';
import { type Channel, faultOf, type Incoming, parseMessage, RpcFault } from './rpc.ts';

/** Speaks to an MCP server at a URL (streamable HTTP): each message is a POST, whose answer is JSON or a stream of events. */
export function openServer(http: Http, tool: McpTool): Channel {
  const url = new URL(tool.url ?? '');
  let isOpen = true;
  let session: string | undefined;
  let version: string | undefined;
  let nextId = 1;

  async function post(
    message: object,
    timeoutMs: number,
    signal: AbortSignal,
    isEnough?: (text: string) => boolean,
  ) {
    const answer = await http.send(
      {
        method: 'POST',
        url,
        headers: {
          accept: 'application/json, text/event-stream',
          'content-type': 'application/json',
          ...(session === undefined ? {} : { 'mcp-session-id': session }),
          ...(version === undefined ? {} : { 'mcp-protocol-version': version }),
          ...tool.headers,
        },
        body: JSON.stringify({ jsonrpc: '2.0', ...message }),
        timeoutMs,
        allowPrivate: tool.allow_private,
        ...(isEnough === undefined ? {} : { isEnough }),
      },
      signal,
    );
    if (answer.kind === 'unanswered')
      throw new RpcFault(answer.reason, { again: true, reached: answer.reached });
    const { status, headers } = answer;
    if (status >= 200 && status < 300) {
      session ??= headers['mcp-session-id'];
      return answer;
    }
    // An ended session is answered with 404; the next call begins a new one.
    if (session !== undefined && (status === 404 || status === 400)) isOpen = false;
    const again = status >= 500 || status === 429 || !isOpen;
    throw new RpcFault(`${url.host} answered ${status}`, { again, reached: status >= 500 });
  }

  return {
    async request(method, params, timeoutMs, signal) {
      const id = nextId++;
      const find = (text: string) => messagesIn(text).find((one) => isAnswer(one, id));
      const { text } = await post(
        { id, method, params },
        timeoutMs,
        signal,
        (come) => find(come) !== undefined,
      );
      const message = find(text);
      if (message?.kind === 'error') throw faultOf(message.code);
      if (message?.kind === 'result') return message.result;
      throw new RpcFault(`${url.host} gave no answer to what was asked`, { again: true, reached: true });
    },
    notify: async (method, signal) => void (await post({ method }, 10_000, signal)),
    agreed: (agreedOn) => {
      version = agreedOn;
    },
    isOpen: () => isOpen,
    close: async () => {
      isOpen = false;
    },
  };
}

function isAnswer(message: Incoming, id: number): boolean {
  return message.kind !== 'call' && message.id === id;
}

/** The messages of an answer: one, or those in the `data` of its events (HTML standard, section 9.2). */
function messagesIn(text: string): Incoming[] {
  const whole = parseMessage(text);
  if (whole !== undefined) return [whole];
  return text
    .replaceAll(/\r\n?/g, '\n')
    .split('\n\n')
    .flatMap((event) => {
      const data = event
        .split('\n')
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).replace(/^ /, ''));
      return data.length === 0 ? [] : (parseMessage(data.join('\n')) ?? []);
    });
}
