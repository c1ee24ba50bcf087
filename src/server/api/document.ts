import { readFileSync } from 'node:fs';
import { z } from '@hono/zod-openapi';
import { type Role, roles } from '#domain/person.ts';
import type { createApi } from './base.ts';

type Api = ReturnType<typeof createApi>;
/** An OpenAPI 3.1 document. */
export type ApiDocument = ReturnType<Api['getOpenAPI31Document']>;

const about = `Inreply answers e-mail. This is all that programs and its own page can ask of it.

Times are ISO 8601 in UTC. Ids are as Nylas gives them, and in a path they are URL-encoded. Every error is
\`{"error": {"type": "…", "message": "…"}}\`; types are stable, and the message says what to do. Unknown keys in a body are
errors. What belongs to a mailbox you do not see is as if it were not there.

Sign in with \`Authorization: Bearer TOKEN\`: the value of API_TOKEN, or a token made by \`inreply token add\`.`;

const tags = [
  { name: 'Reviews', description: 'Parked replies that wait for a person, and what a person decides.' },
  { name: 'Messages', description: 'What became of each message.' },
  { name: 'Activity', description: 'What became of all messages, and how many there were.' },
  { name: 'Threads', description: 'Conversations as they are in the mailbox.' },
  { name: 'Events', description: 'What happens, as it happens.' },
  {
    name: 'Agents',
    description: 'What answers, how far it is trusted, what it does not know, and the kill switch.',
  },
  { name: 'Queues and dead letters', description: 'What waits, and what was given up.' },
  { name: 'People', description: 'Who is signed in, and who else decides.' },
  { name: 'Audit', description: 'Who did what, when, to what.' },
  { name: 'Learning', description: 'What people made of drafts, where a mailbox allows to keep it.' },
  { name: 'The API itself', description: 'This description of it.' },
  { name: 'Open to all', description: 'What asks for no sign-in: health, and the webhook of Nylas.' },
];

/**
 * What the API is, made from its routes: what they check and answer, and whom their guards let through. `publicUrl` is
 * where it is reached; undefined where that is not known.
 */
export function documentOf(api: Api, publicUrl: string | undefined): ApiDocument {
  const document = api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Inreply', version: ownVersion(), description: about, license: { name: 'MIT' } },
    servers: [{ url: publicUrl ?? '/' }],
    security: [{ token: [] }, { session: [] }],
    tags,
  });
  document.components = {
    ...document.components,
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', description: 'For programs.' },
      session: {
        type: 'apiKey',
        in: 'cookie',
        name: 'inreply_session',
        description:
          'Of the page, from the page itself. Where it is served over TLS its name begins with `__Host-`.',
      },
    },
  };
  return withRoles(document, api);
}

/** Says with each operation which role it needs, as its guard demands. */
function withRoles(document: ApiDocument, { routes }: Api): ApiDocument {
  for (const { method, path, handler } of routes) {
    if (!('role' in handler)) continue;
    const item = document.paths?.[path.replaceAll(/:(\w+)/g, '{$1}')];
    const operation = item?.[Method.parse(method.toLowerCase())];
    if (operation === undefined) continue;
    operation['x-role'] = Role.parse(handler.role);
  }
  return document;
}

const Method = z.enum(['get', 'post', 'put', 'delete', 'patch']);
const Role: z.ZodType<Role> = z.enum(roles);

function ownVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
