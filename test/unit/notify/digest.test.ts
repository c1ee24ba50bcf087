import { describe, expect, test } from 'vitest';
import type { DigestTarget } from '#domain/notify-config.ts';
import { digestMail } from '#notify/digest-mail.ts';
import { dayDue } from '#notify/digest-time.ts';
import { type DigestDeps, type DigestSent, type MadeDigest, sendDigest } from '#notify/digest.ts';
import { aReview, anAgent, noon } from '../../helpers/builders.ts';

const target = (change: Partial<DigestTarget> = {}): DigestTarget => ({
  to: ['lead@shop.example'],
  at: '08:00',
  zone: 'Europe/Berlin',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  one_tap: true,
  ...change,
});

describe('a digest is due', () => {
  test.each<[string, string | undefined]>([
    ['2026-11-20T06:59:59Z', undefined], // Friday 07:59 in Berlin
    ['2026-11-20T07:00:00Z', '2026-11-20'],
    ['2026-11-20T09:00:00Z', '2026-11-20'], // two hours late
    ['2026-11-20T09:01:00Z', undefined],
    ['2026-11-21T07:00:00Z', undefined], // Saturday
    ['2026-07-20T06:00:00Z', '2026-07-20'], // in summer time
  ])('at %s: %s', (at, wanted) => {
    expect(dayDue(target(), Date.parse(at))).toBe(wanted);
  });

  test('on the day of its zone, also where the clock leaps over its hour', () => {
    const zone = 'Pacific/Auckland';
    expect(dayDue(target({ zone }), Date.parse('2026-11-19T19:30:00Z'))).toBe('2026-11-20');
    const leaping = target({ at: '02:30', days: ['sun'] });
    expect(dayDue(leaping, Date.parse('2026-03-29T01:00:00Z'))).toBe('2026-03-29'); // 03:00, there was no 02:30
  });
});

const mail = (change: object = {}) =>
  digestMail({
    agent: 'support',
    to: 'lead@shop.example',
    digestId: 'dg_1',
    entries: [
      {
        review: aReview({ subject: '<b>Hi</b> "you"', createdAtMs: noon - 3 * 3_600_000 }),
        open: 'https://mail.example/reviews/rv',
        approve: 'https://mail.example/one-tap/A',
        reject: 'https://mail.example/one-tap/R',
      },
    ],
    count: 3,
    page: 'https://mail.example/',
    nowMs: noon,
    ...change,
  });

test('a digest is marked as made by a machine and as ours, and mail text in it is text', () => {
  const { body, metadata, custom_headers: headers, subject } = JSON.parse(mail());
  expect(subject).toBe('3 replies wait for approval (support)');
  expect(metadata).toMatchObject({ key3: 'inreply', kind: 'digest' });
  expect(headers).toContainEqual({ name: 'Auto-Submitted', value: 'auto-generated' });
  expect(body).toContain('&lt;b&gt;Hi&lt;/b&gt; &quot;you&quot;');
  expect(body).toContain('3 hours');
  expect(body).toContain('2 more wait');
  expect(String(body).match(/one-tap/g)).toHaveLength(2);
  expect(mail()).toBe(mail());
});

describe('sending it', () => {
  const agent = anAgent({ notify: { digest: { to: ['lead@shop.example'] } } });
  const of = { agent: 'support', day: '2026-11-20', to: 'lead@shop.example' };

  function stage(outcomes: DigestSent[], waiting = 1) {
    let kept: MadeDigest | undefined;
    let nowMs = noon;
    const sends: { bytes: string; key: string }[] = [];
    const deps: DigestDeps = {
      digests: {
        find: async () => kept,
        keep: async (_of, made) => (kept ??= made),
        sent: async (_of, made) => void (kept = { ...made, state: 'sent' }),
      },
      waitingIn: async () => ({ reviews: waiting > 0 ? [aReview()] : [], count: waiting }),
      fingerprint: async () => 'fp',
      key: Buffer.alloc(32, 1),
      send: async (_grant, { bytes, key }) => {
        sends.push({ bytes, key });
        return outcomes.shift() ?? { kind: 'sent' };
      },
      pageUrl: (path) => `https://mail.example${path}`,
      now: () => nowMs,
      reconcileMs: 2_700_000,
    };
    const send = () => sendDigest(deps, agent, of, new AbortController().signal);
    return { send, sends, advance: (ms: number) => void (nowMs += ms) };
  }

  test('a lost answer is asked for again with the same key and bytes, and then it was sent once', async () => {
    const { send, sends, advance } = stage([{ kind: 'again', why: 'no answer', retryAfterMs: undefined }]);
    await expect(send()).rejects.toThrow('no answer');
    advance(60_000);
    expect(await send()).toBe('sent');
    expect(sends[1]).toEqual(sends[0]);
    expect(await send()).toBe('sent');
    expect(sends).toHaveLength(2);
  });

  test('once its key may be forgotten it is not tried again', async () => {
    const { send, sends, advance } = stage([{ kind: 'again', why: 'no answer', retryAfterMs: undefined }]);
    await expect(send()).rejects.toThrow('no answer');
    advance(2_700_001);
    await expect(send()).rejects.toThrow('it may have left');
    expect(sends).toHaveLength(1);
  });

  test('when nothing waits nothing is sent, that day', async () => {
    const { send, sends } = stage([], 0);
    expect(await send()).toBe('nothing');
    expect(sends).toEqual([]);
  });
});
