import type { Hono } from 'hono';
import { z } from 'zod';
import { addMailbox, findByAddress, type World } from '../world.ts';
import { invalid, notFound } from './errors.ts';
import { announceGrant } from './events.ts';
import { check, ok, readJson, type SandboxEnv } from './http.ts';
import type { Mailbox } from './mailbox.ts';
import { requestIdOnly } from './messages.ts';
import { integerOf } from './query.ts';
import { grantToWire } from './wire.ts';

/** 18 to 40 printable ASCII characters with upper case, lower case and a digit (CONTRACT section 3.11). */
const AppPassword = z
  .string()
  .regex(/^[!-~]{18,40}$/, 'must have 18 to 40 printable ASCII characters')
  .regex(/[A-Z]/, 'needs an upper-case letter')
  .regex(/[a-z]/, 'needs a lower-case letter')
  .regex(/\d/, 'needs a digit');

const Account = z.looseObject({
  provider: z.literal('nylas', 'the sandbox knows the provider nylas only'),
  name: z.string().nullish(),
  workspace_id: z.string().nullish(),
  settings: z.looseObject({ email: z.email(), app_password: AppPassword.nullish() }),
});

const Patch = z.looseObject({
  settings: z.looseObject({}).optional(),
  scope: z.array(z.string()).optional(),
});

/** Grants and `POST /v3/connect/custom` (CONTRACT section 3.11). */
export function addGrantRoutes(app: Hono<SandboxEnv>, world: World): void {
  app.post('/v3/connect/custom', async (c) => {
    const { name, workspace_id: workspaceId, settings } = await readJson(c, Account);
    const { mailbox, created } = addMailbox(world, {
      email: settings.email,
      name: name ?? undefined,
      workspaceId: workspaceId ?? undefined,
    });
    if (created) announceGrant(world, 'created', mailbox.grant);
    c.status(201);
    return ok(c, grantToWire(mailbox.grant));
  });

  app.get('/v3/grants', (c) => {
    const limit = check(integerOf(c, 'limit') ?? 10, z.number().min(1).max(200));
    const offset = integerOf(c, 'offset') ?? 0;
    const email = c.req.query('email')?.toLowerCase();
    const foreign =
      (c.req.query('provider') ?? 'nylas') !== 'nylas' || c.req.query('grant_status') === 'invalid';
    const found = [...world.mailboxes.values()]
      .map(({ grant }) => grant)
      .filter((grant) => !foreign && (email === undefined || grant.email.toLowerCase() === email));
    return c.json({
      request_id: c.get('requestId'),
      data: found.slice(offset, offset + limit).map(grantToWire),
      limit,
      offset,
    });
  });

  app.get('/v3/grants/:grant', (c) => ok(c, grantToWire(c.get('mailbox').grant)));

  app.patch('/v3/grants/:grant', async (c) => {
    await readJson(c, Patch);
    const { grant } = c.get('mailbox');
    grant.updatedAt = world.seconds();
    announceGrant(world, 'updated', grant);
    return ok(c, grantToWire(grant));
  });

  app.delete('/v3/grants/:grant', (c) => {
    const { grant, schedules } = c.get('mailbox');
    for (const schedule of schedules.values()) schedule.cancel();
    world.mailboxes.delete(grant.id);
    announceGrant(world, 'deleted', grant);
    return requestIdOnly(c);
  });
}

/** The mailbox a path segment names: by grant id or address, also in its prefixed forms (CONTRACT section 0). */
export function resolveGrant(world: World, segment: string): Mailbox {
  if (segment === 'me') throw invalid('me needs a user access token; use the id of the grant');
  const name = segment.replace(/^(?:grant|email):/, '');
  const mailbox = world.mailboxes.get(name) ?? findByAddress(world, name);
  if (!mailbox) throw notFound('grant');
  return mailbox;
}
