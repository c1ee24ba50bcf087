import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json, nylasError } from './peer.ts';
import { always, never, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage(always(500, {}));
});
afterEach(() => stage[Symbol.asyncDispose]());

describe('grants', () => {
  const grants = Array.from({ length: 7 }, (_, n) => ({ id: `g${n}`, email: `a${n}@ours.example` }));

  it('are read by offset to the end, also when pages are shorter than asked', async () => {
    stage.answer(({ query }, response) => {
      const offset = Number(query.get('offset'));
      json(response, 200, { data: grants.slice(offset, offset + 3) });
    });
    expect(await stage.nylas.listGrants(never)).toMatchObject(grants);
  });

  it('are read once from a server that does not page', async () => {
    stage.answer(always(200, { data: grants }));
    expect(await stage.nylas.listGrants(never)).toHaveLength(7);
    expect(stage.seen).toHaveLength(2);
  });

  it('are read one by one too', async () => {
    stage.answer(
      always(200, { data: { id: 'g1', grant_status: 'invalid', provider: 'nylas', scope: null } }),
    );
    expect(await stage.nylas.getGrant('g1', never)).toMatchObject({
      id: 'g1',
      grant_status: 'invalid',
      scope: [],
    });
    expect(stage.seen[0]?.path).toBe('/v3/grants/g1');
  });

  it('are made for an address', async () => {
    stage.answer(always(201, { data: { id: 'g9', email: 'desk@ours.example' } }));
    const grant = await stage.nylas.createAccount({ email: 'desk@ours.example', name: 'Desk' }, never);
    expect(grant.id).toBe('g9');
    expect(stage.seen[0]).toMatchObject({ method: 'POST', path: '/v3/connect/custom' });
    expect(JSON.parse(stage.seen[0]?.body ?? '')).toEqual({
      provider: 'nylas',
      name: 'Desk',
      settings: { email: 'desk@ours.example' },
    });
  });
});

describe('a webhook destination', () => {
  it('is made with what is asked for, and its secret comes apart', async () => {
    stage.answer(
      always(200, {
        data: { id: 'w1', webhook_url: 'https://x.example/h', webhook_secret: 's', status: 'active' },
      }),
    );
    const made = await stage.nylas.createWebhook(
      {
        url: 'https://x.example/h',
        triggers: ['message.created'],
        notify: ['ops@ours.example'],
        compressed: true,
      },
      never,
    );
    expect(made).toMatchObject({ id: 'w1', secret: 's', status: 'active', trigger_types: [] });
    expect(made).not.toHaveProperty('webhook_secret');
    expect(JSON.parse(stage.seen[0]?.body ?? '')).toEqual({
      trigger_types: ['message.created'],
      webhook_url: 'https://x.example/h',
      notification_email_addresses: ['ops@ours.example'],
      compressed_delivery: true,
    });
  });

  it('that fails its challenge says what Nylas said', async () => {
    stage.answer(always(400, nylasError('70005', 'unable.verify.webhook_url')));
    const making = stage.nylas.createWebhook({ url: 'https://x.example/h', triggers: [] }, never);
    await expect(making).rejects.toThrow('unable.verify.webhook_url');
  });

  it('is listed without a secret, should Nylas give one', async () => {
    stage.answer(
      always(200, { data: [{ id: 'w1', webhook_secret: 's', trigger_types: ['grant.created'] }] }),
    );
    const [listed] = await stage.nylas.listWebhooks(never);
    expect(listed).toMatchObject({ id: 'w1', trigger_types: ['grant.created'] });
    expect(JSON.stringify(listed)).not.toContain('secret');
  });

  it('is switched on again', async () => {
    stage.answer(always(200, { data: { id: 'w1', status: 'active', webhook_secret: 's' } }));
    const webhook = await stage.nylas.activateWebhook('w1', never);
    expect(webhook).toMatchObject({ id: 'w1', status: 'active' });
    expect(webhook).not.toHaveProperty('webhook_secret');
    expect(stage.seen[0]).toMatchObject({
      method: 'PUT',
      path: '/v3/webhooks/w1',
      body: '{"status":"active"}',
    });
  });

  it('gets a new secret', async () => {
    stage.answer(always(200, { data: { id: 'w1', webhook_secret: 'fresh' } }));
    expect(await stage.nylas.rotateSecret('w1', never)).toEqual({ secret: 'fresh' });
    expect(stage.seen[0]).toMatchObject({ method: 'POST', path: '/v3/webhooks/rotate-secret/w1' });
  });
});
