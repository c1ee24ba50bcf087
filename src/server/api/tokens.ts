import { createRoute, z } from '@hono/zod-openapi';
import { seesMailbox } from '#domain/person.ts';
import { refuse } from '#server/answers.ts';
import type { Access } from '#server/sign-in/access.ts';
import { needs } from '#server/sign-in.ts';
import type { AccessToken } from '#store/access-tokens.ts';
import type { Events } from '#telemetry/events.ts';
import { createApi } from './base.ts';
import { Time } from './common-json.ts';
import { answers, jsonBody } from './declare.ts';
import { RoleJson } from './people.ts';
import { isoOf } from './time.ts';

export type TokenApiDeps = {
  access: Pick<Access, 'tokens' | 'grantsOf' | 'audit'>;
  events: Pick<Events, 'tokenCreated' | 'tokenRevoked'>;
  now: () => number;
};

const TokenName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'use small letters, digits and dashes, at most 40')
  .meta({ examples: ['ci'] });

const token = {
  name: TokenName,
  role: RoleJson,
  mailboxes: z
    .union([z.literal('all'), z.array(z.string())])
    .meta({ description: 'Addresses or grants, as they were given.' }),
  by: z.string().meta({ description: 'Who made it.' }),
  created_at: Time,
  expires_at: Time.nullable(),
  last_used_at: Time.nullable().meta({ description: 'To the minute.' }),
};
const TokenJson = z.object(token).openapi('Token');
const CreatedJson = z
  .object({
    name: TokenName,
    token: z.string().meta({ description: 'Shown once; only its digest is kept.' }),
    expires_at: Time.nullable(),
  })
  .openapi('CreatedToken');

const TokenBody = z.strictObject({
  name: TokenName,
  role: RoleJson,
  mailboxes: z.array(z.string().min(1)).min(1).max(200).optional().meta({ description: 'Left out: all.' }),
  expires_at: z.iso.datetime('is a time such as 2027-01-31T00:00:00Z').optional(),
});

const tags = ['People'];
const middleware = needs('admin', 'all mailboxes');
const params = z.object({ name: z.string().meta({ description: 'Of the token.' }) });

const listTokens = createRoute({
  method: 'get',
  path: '/api/tokens',
  operationId: 'listTokens',
  summary: 'Further tokens of the API',
  tags,
  middleware,
  responses: answers(200, z.object({ tokens: z.array(TokenJson) }), 'By name, without their secrets.'),
});

const createToken = createRoute({
  method: 'post',
  path: '/api/tokens',
  operationId: 'createToken',
  summary: 'Make a token with a role and mailboxes of its own',
  tags,
  middleware,
  request: { body: jsonBody(TokenBody) },
  responses: answers(200, CreatedJson, 'The token, this once.', 400, 404, 409, 413),
});

const revokeToken = createRoute({
  method: 'post',
  path: '/api/tokens/{name}/revoke',
  operationId: 'revokeToken',
  summary: 'End a token, at once',
  tags,
  middleware,
  request: { params },
  responses: answers(200, z.object({ status: z.literal('revoked') }), 'It is over.', 404),
});

export type TokenRoutes = typeof listTokens | typeof createToken | typeof revokeToken;

/** `/api/tokens`: bearer tokens for machines that need less than everything. */
export function tokenApi({ access, events, now }: TokenApiDeps) {
  const api = createApi();
  const { tokens, grantsOf, audit } = access;

  api.openapi(listTokens, async (c) => c.json({ tokens: (await tokens.list()).map(tokenShape) }, 200));

  api.openapi(createToken, async (c) => {
    const { name, role, mailboxes = null, expires_at: expires } = c.req.valid('json');
    const by = c.var.who.id;
    const unknown = mailboxes?.find(
      (mailbox) => !grantsOf(mailbox).some((grant) => seesMailbox(c.var.who, grant)),
    );
    if (unknown !== undefined) {
      return refuse(
        c,
        404,
        'not_found',
        `No agent answers ${unknown}. GET /api/mailboxes lists those that are.`,
      );
    }
    const expiresAtMs = expires === undefined ? null : Date.parse(expires);
    if (expiresAtMs !== null && expiresAtMs <= now()) {
      return refuse(c, 400, 'invalid_body', 'expires_at: has passed already');
    }
    const created = await tokens.create({ name, role, mailboxes, by, expiresAtMs });
    if (created.kind === 'name_taken') {
      return refuse(
        c,
        409,
        'name_taken',
        `There is a token ${name}. Take another name, or revoke that first.`,
      );
    }
    if (created.kind === 'too_many') {
      return refuse(c, 409, 'too_many', 'There are 200 tokens, and no more are kept. Revoke some first.');
    }
    events.tokenCreated({ by, name });
    await audit({
      at: now(),
      by,
      what: 'token_created',
      token: name,
      role,
      mailboxes: mailboxes?.join(' ') ?? 'all',
    });
    return c.json(
      { name, token: created.token, expires_at: expires === undefined ? null : isoOf(Date.parse(expires)) },
      200,
    );
  });

  api.openapi(revokeToken, async (c) => {
    const { name } = c.req.valid('param');
    if (!(await tokens.revoke(name))) {
      return refuse(c, 404, 'not_found', `There is no token ${name}. GET /api/tokens lists them.`);
    }
    const by = c.var.who.id;
    events.tokenRevoked({ by, name });
    await audit({ at: now(), by, what: 'token_revoked', token: name });
    return c.json({ status: 'revoked' as const }, 200);
  });

  return api;
}

function tokenShape(one: AccessToken): z.infer<typeof TokenJson> {
  const { name, role, mailboxes, by, createdAtMs, expiresAtMs, usedAtMs } = one;
  return {
    name,
    role,
    mailboxes: mailboxes ?? 'all',
    by,
    created_at: isoOf(createdAtMs),
    expires_at: expiresAtMs === null ? null : isoOf(expiresAtMs),
    last_used_at: usedAtMs === null ? null : isoOf(usedAtMs),
  };
}
