import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually, startTestSandbox, type TestSandbox } from '../helpers/sandbox.ts';
import { type Receiver, signatureOf, startReceiver } from './receiver.ts';

let sandbox: TestSandbox;
let receiver: Receiver;

beforeEach(async () => {
  sandbox = await startTestSandbox();
  receiver = await startReceiver();
  sandbox.world.webhooks.register({
    url: receiver.url,
    secret: 's',
    triggers: ['message.created', 'message.updated'],
  });
});
afterEach(async () => {
  await receiver[Symbol.asyncDispose]();
  await sandbox.stop();
});

const fault = (rule: unknown) => sandbox.control('POST', '/sandbox/faults', rule);
const write = (subject: string, to = 'support@inreply.test') =>
  sandbox.control('POST', '/sandbox/mails', [{ to, from: 'ann@customer.example', subject, text: 'Hello' }]);
const arrived = (count: number) =>
  eventually(
    () => (receiver.received.length >= count ? receiver.received : undefined),
    `${count} notifications`,
  );
const subjects = () => receiver.received.map(({ json }) => json.data.object['subject']);

describe('a notification', () => {
  it('can come several times under the same envelope id', async () => {
    await fault({ action: 'webhook_duplicate', copies: 2 });
    await write('A');
    const all = await arrived(3);
    expect(new Set(all.map(({ json }) => json.id)).size).toBe(1);
  });

  it('can be followed by another envelope id for the same message', async () => {
    await fault({ action: 'webhook_second_id' });
    await write('A');
    const all = await arrived(2);
    expect(new Set(all.map(({ json }) => json.id)).size).toBe(2);
    expect(new Set(all.map(({ json }) => json.data.object['id'])).size).toBe(1);
  });

  it('can come behind the one of a later mail', async () => {
    await fault({ action: 'webhook_reorder', delay_ms: 10_000, times: 1 });
    await write('earlier');
    await write('later');
    await arrived(2);
    expect(subjects()).toEqual(['later', 'earlier']);
  });

  it('that waits for a later one comes by itself when there is none', async () => {
    await fault({ action: 'webhook_reorder', delay_ms: 30, times: 1 });
    await write('alone');
    await arrived(1);
    expect(subjects()).toEqual(['alone']);
  });

  it('of an update can come before the one of the creation, or instead of it', async () => {
    await fault({ action: 'webhook_updated_first', times: 1 });
    await write('A');
    await arrived(2);
    expect(receiver.received.map(({ json }) => json.type)).toEqual(['message.updated', 'message.created']);
    await sandbox.control('DELETE', '/sandbox/faults');
    await fault({ action: 'webhook_as_updated', times: 1 });
    await write('B');
    expect((await arrived(3))[2]?.json.type).toBe('message.updated');
  });

  it('can be late, so that a later mail is told of first', async () => {
    await fault({ action: 'webhook_late', delay_ms: 600, times: 1 });
    await write('late');
    await write('in time');
    await arrived(2);
    expect(subjects()).toEqual(['in time', 'late']);
  });

  it('can be lost, for one trigger and one grant', async () => {
    await fault({ match: { trigger: 'message.*', grant: 'demo-support' }, action: 'webhook_lost' });
    await write('lost');
    await write('told', 'sales@inreply.test');
    await arrived(1);
    expect(subjects()).toEqual(['told']);
    expect((await sandbox.control('GET', '/sandbox/deliveries')).json.data).toHaveLength(1);
    expect(sandbox.messages('demo-support')).toHaveLength(1);
  });

  it('can be truncated and compressed, with a signature that holds', async () => {
    await fault([{ action: 'webhook_truncated' }, { action: 'webhook_gzip' }]);
    await write('A');
    const [first] = await arrived(1);
    expect(first?.json.type).toBe('message.created.truncated');
    expect(first?.json.data.object).not.toHaveProperty('body');
    expect(first?.headers['content-encoding']).toBe('gzip');
    expect(first?.headers['x-nylas-signature']).toBe(signatureOf(first?.bytes ?? Buffer.of(), 's'));
  });
});
