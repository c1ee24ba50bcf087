import { describe, expect, it } from 'vitest';
import { webhookUrlOf } from '#nylas/webhook-url.ts';
import { recommendedTriggers } from '../../../src/cli/webhooks.ts';
import { inreply, serve, type Call } from './stub.ts';

const grant = {
  id: 'g1',
  email: 'support@example.com',
  provider: 'nylas',
  grant_status: 'valid',
  name: null,
};
const webhook = {
  id: 'w1',
  webhook_url: 'https://old.example.com/webhooks/nylas',
  status: 'active',
  trigger_types: ['message.created'],
};
const one = (data: unknown) => ({ json: { request_id: 'r', data } });
const fault = (status: number, message: string) => ({
  status,
  json: { request_id: 'r', error: { type: 'invalid_request_error', message } },
});

function aNylas({ method, path, authorization, body }: Call) {
  if (authorization !== 'Bearer key') return fault(401, 'Unauthorized');
  const [route = '', query = ''] = path.split('?');
  const empty = query.includes('offset=') && !query.includes('offset=0');
  const wanted = JSON.stringify(body ?? '');
  switch (`${method} ${route}`) {
    case 'GET /v3/grants':
      return one(empty ? [] : [grant]);
    case 'POST /v3/connect/custom':
      return { status: 201, json: { request_id: 'r', data: { ...grant, email: 'new@example.com' } } };
    case 'GET /v3/webhooks':
      return one([webhook]);
    case 'POST /v3/webhooks':
      return wanted.includes('unreachable')
        ? fault(400, 'unable.verify.webhook_url')
        : one({
            ...webhook,
            id: 'w2',
            webhook_url: 'https://new.example.com/webhooks/nylas',
            webhook_secret: 's3cret',
          });
    case 'PUT /v3/webhooks/w1':
      return wanted.includes('active') ? one(webhook) : fault(400, 'what status?');
    case 'PUT /v3/webhooks/w9':
      return fault(400, 'unable.verify.webhook_url');
    case 'POST /v3/webhooks/rotate-secret/w1':
      return one({ ...webhook, webhook_secret: 'n3w' });
    default:
      return fault(404, 'not found');
  }
}

const envOf = (url: string) => ({ NYLAS_API_KEY: 'key', NYLAS_API_URL: url });

describe('inreply accounts', () => {
  it('creates a mailbox and says what to write into an agent', async () => {
    await using nylas = await serve(aNylas);
    const { out, err } = await inreply(
      ['accounts', 'create', 'new@example.com', '--name', 'New'],
      envOf(nylas.url),
    );
    expect(err).toBe('');
    expect(out).toContain('grant    g1\nstatus   valid');
    expect(out).toContain('mailboxes:\n  - grant: "g1"\n    address: new@example.com');
    expect(nylas.calls[0]?.body).toEqual({
      provider: 'nylas',
      name: 'New',
      settings: { email: 'new@example.com' },
    });
    expect((await inreply(['accounts', 'create', 'new'], envOf(nylas.url))).err).toBe(
      '"new" is not an address such as support@your-domain.com',
    );
  });

  it('lists mailboxes', async () => {
    await using nylas = await serve(aNylas);
    expect((await inreply(['accounts', 'list'], envOf(nylas.url))).out).toBe(
      'GRANT  ADDRESS              PROVIDER  STATUS  NAME\ng1     support@example.com  nylas     valid',
    );
    const { out } = await inreply(['accounts', 'list', '--json'], envOf(nylas.url));
    expect(JSON.parse(out)).toMatchObject([{ id: 'g1', grant_status: 'valid' }]);
  });
});

describe('inreply webhooks', () => {
  it('registers the recommended triggers and prints the secret with what to do', async () => {
    await using nylas = await serve(aNylas);
    const env = { ...envOf(nylas.url), PUBLIC_URL: 'https://new.example.com' };
    const { code, out } = await inreply(['webhooks', 'register'], env);
    expect(code).toBe(0);
    expect(out).toMatch(
      /secret {3}s3cret\n\nNylas shows the secret only this once.*\nNYLAS_WEBHOOK_SECRET=s3cret$/,
    );
    expect(nylas.calls.at(-1)?.body).toMatchObject({
      webhook_url: 'https://new.example.com/webhooks/nylas',
      trigger_types: recommendedTriggers,
    });
  });

  it('does not register an address twice, and explains a refused one', async () => {
    await using nylas = await serve(aNylas);
    const register = (url: string) => inreply(['webhooks', 'register', '--url', url], envOf(nylas.url));
    expect(await register('https://old.example.com/')).toMatchObject({
      code: 1,
      err: 'https://old.example.com/webhooks/nylas is registered already as w1 (active); npx inreply webhooks rotate w1 gives it a new secret',
    });
    expect((await register('https://unreachable.example.com')).err).toMatch(
      /challenge=x at once: is the server running, and reachable there from the internet\?$/,
    );
    expect((await register('mail.example.com')).err).toMatch(/is not an address such as https/);
    expect((await inreply(['webhooks', 'register'], envOf(nylas.url))).err).toMatch(
      /set PUBLIC_URL, or say --url/,
    );
  });

  it('switches one on again, or says what stands in the way', async () => {
    await using nylas = await serve(aNylas);
    expect((await inreply(['webhooks', 'activate', 'w1'], envOf(nylas.url))).out).toMatch(
      /status {3}active$/,
    );
    expect((await inreply(['webhooks', 'activate', 'w9'], envOf(nylas.url))).err).toMatch(
      /unable.verify.webhook_url.*is the server running, and reachable there from the internet\?$/,
    );
  });

  it('lists and rotates', async () => {
    await using nylas = await serve(aNylas);
    expect((await inreply(['webhooks', 'list'], envOf(nylas.url))).out).toContain(
      'w1       active  https://old.example.com/webhooks/nylas  message.created',
    );
    const { out } = await inreply(['webhooks', 'rotate', 'w1'], envOf(nylas.url));
    expect(out).toMatch(/secret {3}n3w\n[^]*NYLAS_WEBHOOK_SECRET=n3w,OLD$/);
  });

  it.each([
    ['https://a.example', 'https://a.example/webhooks/nylas'],
    ['https://a.example/', 'https://a.example/webhooks/nylas'],
    ['https://a.example/in/nylas', 'https://a.example/in/nylas'],
  ])('lead from %s to %s', (base, url) => {
    expect(webhookUrlOf(base)).toBe(url);
  });
});

describe('a fault of Nylas', () => {
  it('names the remedy', async () => {
    await using nylas = await serve(aNylas);
    expect(
      await inreply(['accounts', 'list'], { ...envOf(nylas.url), NYLAS_API_KEY: 'wrong' }),
    ).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /^NYLAS_API_KEY was refused by .* \(401\); check the key, and NYLAS_API_URL/,
      ),
    });
    await nylas.close();
    expect((await inreply(['webhooks', 'list'], envOf(nylas.url))).err).toMatch(
      /; try again, and check NYLAS_API_URL/,
    );
  });
});
