import { describe, expect, it } from 'vitest';
import { createHealth } from '../../sandbox/webhooks/health.ts';
import { eventually, startTestSandbox } from '../helpers/sandbox.ts';
import { startReceiver } from './receiver.ts';

const MINUTE = 60_000;
const limits = { failing_after_ms: 15 * MINUTE, failed_after_ms: 72 * 60 * MINUTE };

/** One attempt a minute, from `fromMinute` on. */
function attempts(
  health: ReturnType<typeof createHealth>,
  { from, count, ok }: { from: number; count: number; ok: (nth: number) => boolean },
) {
  return Array.from({ length: count }, (_, nth) => health.note(ok(nth), (from + nth) * MINUTE));
}

describe('the health of a destination', () => {
  it('is failing after 15 minutes of refusals and active again when they end', () => {
    const health = createHealth(limits);
    const during = attempts(health, { from: 0, count: 15, ok: () => false });
    expect([during[10], during[14]]).toEqual(['active', 'failing']);
    expect(attempts(health, { from: 15, count: 2, ok: () => true }).at(-1)).toBe('active');
  });

  it.each([
    { taken: 'one of 10', every: 10, end: 'active' },
    { taken: 'one of 40', every: 40, end: 'failing' },
  ])('counts the share: $taken taken ends as $end', ({ every, end }) => {
    const health = createHealth(limits);
    const all = Array.from({ length: 600 }, (_, nth) => health.note(nth % every === 0, nth * 2000));
    expect(all.at(-1)).toBe(end);
  });

  it('does not call a single refusal after a quiet day an outage', () => {
    const health = createHealth(limits);
    health.note(true, 0);
    expect(health.note(false, 24 * 60 * MINUTE)).toBe('active');
  });

  it('is failed after 72 hours as failing', () => {
    const health = createHealth(limits);
    const all = attempts(health, { from: 0, count: 73 * 60 + 15, ok: () => false });
    expect(all[71 * 60]).toBe('failing');
    expect(all.at(-1)).toBe('failed');
  });
});

describe('a destination that refuses everything', () => {
  it('gets nothing once it has failed, nothing later for it, and all again after a new challenge', async () => {
    await using receiver = await startReceiver();
    const sandbox = await startTestSandbox();
    const write = (subject: string) =>
      sandbox.control('POST', '/sandbox/mails', [
        { to: 'support@inreply.test', from: 'ann@customer.example', subject },
      ]);
    await sandbox.control('PUT', '/sandbox/settings', { failing_after_ms: 40, failed_after_ms: 40 });
    const made = await sandbox.nylas('POST', '/v3/webhooks', {
      trigger_types: ['message.created'],
      webhook_url: receiver.url,
      notification_email_addresses: ['ops@inreply.test'],
    });
    const path = `/v3/webhooks/${made.json.data.id}`;
    receiver.answers.push(...Array.from({ length: 1000 }, () => 500));
    const seen = new Set<unknown>();
    await eventually(async () => {
      await write('refused');
      const { status } = (await sandbox.nylas('GET', path)).json.data;
      seen.add(status);
      return status === 'failed' || undefined;
    }, 'a failed destination');
    expect([...seen]).toContain('failing');
    const notices = await sandbox.control('GET', '/sandbox/webhooks/notices');
    expect(notices.json.data).toMatchObject([
      { status: 'failing', to: ['ops@inreply.test'] },
      { status: 'failed', to: ['ops@inreply.test'] },
    ]);

    receiver.answers.length = 0;
    const before = sandbox.world.webhooks.deliveries().length;
    await write('while failed');
    expect(sandbox.world.webhooks.deliveries()).toHaveLength(before);
    expect((await sandbox.nylas('PUT', path, { status: 'active' })).json.data.status).toBe('active');
    expect(receiver.challenges).toHaveLength(2);
    await write('afterwards');
    const subjects = () => receiver.received.map(({ json }) => json.data.object['subject']);
    await eventually(() => subjects().includes('afterwards') || undefined, 'the next notification');
    expect(subjects()).not.toContain('while failed');
    await sandbox.stop();
  });
});
