import type { Hono } from 'hono';
import { randomBytes } from 'node:crypto';
import { request } from 'undici';
import { z } from 'zod';
import { newId } from '../ids.ts';
import { type Destination, newSecret } from '../webhooks/destinations.ts';
import { envelopeOf, signedRequest } from '../webhooks/envelope.ts';
import { post } from '../webhooks/post.ts';
import { triggers } from '../webhooks/triggers.ts';
import type { World } from '../world.ts';
import { ApiError, invalid, notFound } from './errors.ts';
import { ok, readJson, type SandboxEnv } from './http.ts';
import { sampleObject } from './samples.ts';
import type { Json } from './wire.ts';

const Trigger = z.string().refine((name) => triggers.includes(name), 'is not a trigger');
const Url = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

const Options = z.looseObject({
  description: z.string().nullish(),
  notification_email_addresses: z.array(z.string()).nullish(),
  compressed_delivery: z.boolean().nullish(),
});
const Create = Options.extend({ trigger_types: z.array(Trigger).min(1), webhook_url: Url });
const Update = Options.extend({
  trigger_types: z.array(Trigger).min(1).optional(),
  webhook_url: Url.optional(),
  status: z.string().optional(),
});
const SendTest = z.looseObject({ trigger_type: Trigger, webhook_url: Url });
const Mock = z.looseObject({ trigger_type: Trigger });

/** Webhook destinations (CONTRACT sections 1.1 and 1.2). */
export function addWebhookRoutes(app: Hono<SandboxEnv>, world: World): void {
  const { destinations } = world.webhooks;
  const find = (id: string): Destination => {
    const destination = destinations.get(id);
    if (!destination) throw notFound('webhook');
    return destination;
  };

  app.post('/v3/webhooks', async (c) => {
    const body = await readJson(c, Create);
    refuseTaken(destinations, body.webhook_url);
    await challenge(body.webhook_url, world);
    const destination = world.webhooks.register({
      url: body.webhook_url,
      triggers: body.trigger_types,
      description: body.description ?? undefined,
      compressed: body.compressed_delivery ?? undefined,
      notificationEmails: body.notification_email_addresses ?? undefined,
    });
    return ok(c, { ...toWire(destination), webhook_secret: destination.secret });
  });

  app.get('/v3/webhooks', (c) => ok(c, [...destinations.values()].map(toWire)));
  app.get('/v3/webhooks/:id', (c) => ok(c, toWire(find(c.req.param('id')))));

  app.put('/v3/webhooks/:id', async (c) => {
    const destination = find(c.req.param('id'));
    const body = await readJson(c, Update);
    const url = body.webhook_url ?? destination.url;
    if (url !== destination.url) refuseTaken(destinations, url);
    const status = body.status ?? destination.status;
    const turnedOn = status === 'active' && destination.status !== 'active';
    // A new challenge, as when it was made; what happened meanwhile is not made up for (CONTRACT section 1.4).
    if (turnedOn || url !== destination.url) await challenge(url, world);
    const now = world.seconds();
    if (status !== destination.status) destination.statusUpdatedAt = now;
    if (turnedOn) destination.health.reset();
    Object.assign(destination, {
      url,
      status,
      updatedAt: now,
      triggers: body.trigger_types ?? destination.triggers,
      description: body.description ?? destination.description,
      compressed: body.compressed_delivery ?? destination.compressed,
      notificationEmails: body.notification_email_addresses ?? destination.notificationEmails,
    });
    return ok(c, toWire(destination));
  });

  app.delete('/v3/webhooks/:id', (c) => {
    destinations.delete(find(c.req.param('id')).id);
    return ok(c, { status: 'success' });
  });

  app.post('/v3/webhooks/rotate-secret/:id', (c) => {
    const destination = find(c.req.param('id'));
    destination.secret = newSecret();
    destination.updatedAt = world.seconds();
    return ok(c, { ...toWire(destination), webhook_secret: destination.secret });
  });

  addTestRoutes(app, world);
}

function addTestRoutes(app: Hono<SandboxEnv>, world: World): void {
  const sample = (type: string) => {
    const happening = {
      id: newId('ntf'),
      time: world.seconds(),
      type,
      source: '/nylas/test',
      object: sampleObject(type),
    };
    return envelopeOf(happening, { applicationId: world.applicationId, attempt: 1 });
  };

  app.post('/v3/webhooks/mock-payload', async (c) => {
    const { trigger_type: type } = await readJson(c, Mock);
    return ok(c, JSON.parse(sample(type)));
  });

  app.post('/v3/webhooks/send-test-event', async (c) => {
    const { trigger_type: type, webhook_url: url } = await readJson(c, SendTest);
    const { webhookTimeoutMs: timeoutMs } = world.options;
    const { status, error } = await post(url, signedRequest(sample(type), 'mock-webhook-secret', false), {
      timeoutMs,
      stopping: world.stopping,
    });
    if (status !== 200) throw invalid(`the test event was not taken: ${error ?? `status ${status}`}`);
    return ok(c, { status: 'success' });
  });
}

/** `GET <url>?challenge=<value>`, once: 200 and exactly the value, not chunked, within the time (CONTRACT section 1.2). */
async function challenge(url: string, world: World): Promise<void> {
  const value = randomBytes(16).toString('hex');
  const target = new URL(url);
  target.searchParams.set('challenge', value);
  const refuse = (why: string) => new ApiError(400, '70005', `unable.verify.webhook_url: ${url} ${why}`);
  try {
    const signal = AbortSignal.any([AbortSignal.timeout(world.options.webhookTimeoutMs), world.stopping]);
    const answer = await request(target, { signal, reset: true });
    const body = await answer.body.text();
    if (answer.statusCode !== 200) throw refuse(`answered ${answer.statusCode} to the challenge`);
    if (answer.headers['transfer-encoding']) throw refuse('answered with chunked transfer encoding');
    if (body !== value) throw refuse('did not answer with exactly the challenge');
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw refuse(`could not be reached: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refuseTaken(destinations: Map<string, Destination>, url: string): void {
  for (const destination of destinations.values()) {
    if (destination.url === url) throw invalid('webhook_url: another destination has this address');
  }
}

function toWire(destination: Destination): Json {
  return {
    id: destination.id,
    description: destination.description,
    trigger_types: destination.triggers,
    webhook_url: destination.url,
    status: destination.status,
    notification_email_addresses: destination.notificationEmails,
    compressed_delivery: destination.compressed,
    status_updated_at: destination.statusUpdatedAt,
    created_at: destination.createdAt,
    updated_at: destination.updatedAt,
  };
}
