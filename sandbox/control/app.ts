import type { Hono } from 'hono';
import { z } from 'zod';
import { newId } from '../ids.ts';
import { ScriptedAnswer } from '../model/desk.ts';
import { notFound } from '../nylas/errors.ts';
import { announce } from '../nylas/events.ts';
import { resolveGrant } from '../nylas/grants.ts';
import { check, readJson, type SandboxEnv } from '../nylas/http.ts';
import { messageToWire } from '../nylas/wire.ts';
import type { Delivery } from '../webhooks/deliver.ts';
import { triggers } from '../webhooks/triggers.ts';
import { resetWorld, type World } from '../world.ts';
import { addBulkControl } from './bulk.ts';
import { addFaultControl } from './fault-control.ts';
import { addMailControl } from './mail.ts';

const Redeliver = z.strictObject({
  message_id: z.string(),
  times: z.number().int().min(1).max(1000).default(1),
  /** Another notification id for each, as Nylas may send two notifications about one message. */
  new_id: z.boolean().default(false),
  type: z.string().default('message.created'),
});
const Event = z.strictObject({
  type: z.string().refine((name) => triggers.includes(name), 'is not a trigger'),
  object: z.record(z.string(), z.unknown()),
  grant_id: z.string().optional(),
  source: z.string().default('/nylas/system'),
});
const Reset = z.strictObject({ webhooks: z.boolean().default(false) });

/** `/sandbox/…`: steering and looking inside; no key is asked for. sandbox/README.md documents it. */
export function addControlRoutes(app: Hono<SandboxEnv>, world: World): void {
  addMailControl(app, world);
  addBulkControl(app, world);
  addLookInside(app, world);
  addFaultControl(app, world);
  addModelControl(app, world);

  app.post('/sandbox/redeliver', async (c) => {
    const { message_id: id, times, new_id: newIds, type } = await readJson(c, Redeliver);
    const message = [...world.mailboxes.values()].map(({ messages }) => messages.get(id)).find(Boolean);
    if (!message) throw notFound('message');
    const first = world.webhooks.deliveries().find((known) => known.objectId === id && known.type === type);
    const happenings = Array.from({ length: times }, () => ({
      id: newIds ? newId('ntf') : (first?.notificationId ?? newId('ntf')),
      time: world.seconds(),
      type,
      source: '/nylas/emails/realtime',
      object: messageToWire(message),
    }));
    const all = await Promise.all(happenings.map((happening) => world.webhooks.deliverAgain(happening)));
    return c.json({ data: all.flat().map(toWire) });
  });

  app.post('/sandbox/events', async (c) => {
    const { type, object, grant_id: grantId, source } = await readJson(c, Event);
    const happening = announce(
      world,
      type,
      object,
      source,
      grantId === undefined ? undefined : { grant_id: grantId },
    );
    return c.json({ data: { id: happening.id } });
  });

  app.put('/sandbox/webhooks/:id', async (c) => {
    const { secret } = await readJson(c, z.strictObject({ secret: z.string().min(1) }));
    const destination = world.webhooks.destinations.get(c.req.param('id'));
    if (!destination) throw notFound('webhook');
    destination.secret = secret;
    return c.json({ data: { id: destination.id } });
  });

  app.post('/sandbox/reset', async (c) => {
    const { webhooks } = await readJson(c, Reset);
    resetWorld(world);
    if (webhooks) world.webhooks.destinations.clear();
    return c.json({ data: { status: 'reset' } });
  });
}

function addLookInside(app: Hono<SandboxEnv>, world: World): void {
  app.get('/sandbox/deliveries', (c) => {
    const { message_id: id, type } = c.req.query();
    const found = world.webhooks
      .deliveries()
      .filter(
        (delivery) =>
          (id === undefined || delivery.objectId === id) && (type === undefined || delivery.type === type),
      );
    return c.json({ data: found.map(toWire) });
  });

  app.get('/sandbox/requests', (c) => {
    const { path, method } = c.req.query();
    const found = world.requests
      .all()
      .filter(
        (entry) =>
          (path === undefined || entry.path.includes(path)) &&
          (method === undefined || entry.method === method),
      );
    return c.json({ data: found });
  });

  app.get('/sandbox/webhooks/notices', (c) => c.json({ data: world.webhooks.notices() }));

  app.get('/sandbox/grants/:grant', (c) => {
    const { grant, messages, drafts } = resolveGrant(world, c.req.param('grant'));
    const counts = { messages: messages.size, drafts: drafts.size, threads: messages.threads.size };
    return c.json({ data: { grant_id: grant.id, email: grant.email, ...counts } });
  });
}

function addModelControl(app: Hono<SandboxEnv>, world: World): void {
  app.post('/sandbox/model/script', async (c) => {
    const { answers } = await readJson(c, z.strictObject({ answers: z.array(ScriptedAnswer) }));
    world.model.script(answers);
    return c.json({ data: { pending: world.model.pending() } });
  });
  app.delete('/sandbox/model/script', (c) => {
    world.model.clearScript();
    return c.json({ data: { pending: 0 } });
  });
  app.get('/sandbox/model/calls', (c) => {
    const limit = check(Number(c.req.query('limit') ?? 2000), z.number('must be a number').int().positive());
    const name = c.req.query('name');
    const found = world.model.calls().filter((call) => name === undefined || call.name === name);
    return c.json({ data: found.slice(-limit), pending: world.model.pending() });
  });
}

function toWire(delivery: Delivery): Record<string, unknown> {
  return {
    id: delivery.id,
    notification_id: delivery.notificationId,
    webhook_id: delivery.destinationId,
    url: delivery.url,
    type: delivery.type,
    grant_id: delivery.grantId ?? null,
    object_id: delivery.objectId ?? null,
    status: delivery.status,
    attempts: delivery.attempts.map(({ at, status, tookMs, error }) => ({
      at,
      status: status ?? null,
      took_ms: tookMs,
      error: error ?? null,
    })),
  };
}
