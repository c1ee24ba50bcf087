import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, test } from 'vitest';
import { PermanentError, TransientError } from '#errors.ts';
import { createSlack } from '#notify/slack-api.ts';
import { sendWebhook } from '#notify/webhook.ts';
import { type Peer, startPeer } from '../../helpers/peer.ts';

const secrets = [1, 2].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`);
const { signal } = new AbortController();
let peers = new AsyncDisposableStack();
afterEach(async () => {
  await peers.disposeAsync();
  peers = new AsyncDisposableStack();
});

const answering = async (...args: Parameters<typeof startPeer>): Promise<Peer> =>
  peers.use(await startPeer(...args));
const deliver = (url: string, secret: string | string[] = secrets) =>
  sendWebhook({ url, secret }, { id: 'msg_1', body: '{"type":"alarm"}' }, Date.now, signal);

test('a webhook is signed with each secret, so that either verifies it', async () => {
  const peer = await answering();
  expect(await deliver(peer.url)).toBe('taken');
  const [request] = peer.requests;
  const headers = Object.fromEntries(
    Object.entries(request?.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
  for (const secret of secrets) {
    expect(new Webhook(secret).verify(request?.body ?? '', headers)).toEqual({ type: 'alarm' });
  }
  expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
});

describe('a receiver that answers', () => {
  test.each([500, 404, 429])('%i is tried again later', async (status) => {
    const peer = await answering(() => ({ status, headers: { 'retry-after': '7' } }));
    await expect(deliver(peer.url)).rejects.toMatchObject({ name: 'TransientError', retryAfterMs: 7000 });
  });

  test('410 wants no more', async () => {
    const peer = await answering(() => ({ status: 410 }));
    expect(await deliver(peer.url)).toBe('gone');
  });

  test('a redirect is never followed', async () => {
    const other = await answering();
    const peer = await answering(() => ({ status: 307, headers: { location: other.url } }));
    await expect(deliver(peer.url)).rejects.toBeInstanceOf(PermanentError);
    expect(other.requests).toEqual([]);
  });

  test('nothing at all is tried again, and the error names no secret part of the address', async () => {
    const gone = await startPeer();
    await gone[Symbol.asyncDispose]();
    const failed = await deliver(`${gone.url}/hook?token=hidden`).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(TransientError);
    expect(String(failed)).not.toContain('hidden');
  });
});

const call = (url: string) => createSlack({ token: 'xoxb-1', url })('chat.update', { ts: '1' }, signal);

describe('Slack', () => {
  test.each<[string, Parameters<typeof startPeer>[0], object]>([
    [
      'wants fewer calls',
      () => ({ status: 429, headers: { 'retry-after': '3' } }),
      { name: 'TransientError', retryAfterMs: 3000 },
    ],
    ['has a fault', () => ({ body: '{"ok":false,"error":"internal_error"}' }), { name: 'TransientError' }],
    ['answers nonsense', () => ({ body: '<html>' }), { name: 'TransientError' }],
    [
      'refuses',
      () => ({ body: '{"ok":false,"error":"channel_not_found"}' }),
      { name: 'PermanentError', message: 'Slack refused chat.update: channel_not_found' },
    ],
  ])('that %s', async (_name, answer, wanted) => {
    const peer = await answering(answer);
    await expect(call(peer.url)).rejects.toMatchObject(wanted);
  });
});
