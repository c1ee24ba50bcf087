/** What a request is about, as fault rules and chaos name it; sandbox/README.md lists which call is which. */
export const endpoints = [
  'send',
  'send_draft',
  'list',
  'get',
  'change',
  'threads',
  'drafts',
  'folders',
  'attachments',
  'grants',
  'webhooks',
  'model',
  'model_classification',
  'model_draft',
] as const;
export type Endpoint = (typeof endpoints)[number];

const CHAT = '/v1/chat/completions';

/** A request as faults look at it. `schema` reads the name of the schema out of a model call; it costs a parse. */
export type FaultRequest = { method: string; path: string; schema: () => string | undefined };

export function isModelCall({ method, path }: { method: string; path: string }): boolean {
  return path === CHAT && method === 'POST';
}

/** The endpoint of a request, or undefined for one that has no name here. A model call is `model`. */
export function endpointOf({ method, path }: { method: string; path: string }): Endpoint | undefined {
  if (path === CHAT) return 'model';
  const [, , area, , what, id] = path.split('/');
  if (area === 'webhooks') return 'webhooks';
  if (area === 'connect' || (area === 'grants' && what === undefined)) return 'grants';
  if (what === 'messages') return messageEndpoint(method, id);
  if (what === 'drafts') return method === 'POST' && id !== undefined ? 'send_draft' : 'drafts';
  return endpoints.find((name) => name === what);
}

function messageEndpoint(method: string, id: string | undefined): Endpoint | undefined {
  if (method === 'POST') return id === 'send' ? 'send' : undefined;
  if (method !== 'GET') return 'change';
  return id === undefined ? 'list' : 'get';
}
