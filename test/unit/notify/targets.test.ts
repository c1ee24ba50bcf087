import { describe, expect, test } from 'vitest';
import type { News, Told } from '#domain/news.ts';
import type { NotifyConfig } from '#domain/notify-config.ts';
import { payloadOf } from '#notify/payload.ts';
import { notificationsOf } from '#notify/targets.ts';
import { aReview, anAgent } from '../../helpers/builders.ts';

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const hook = (url = 'https://hooks.example/a', more: object = {}) => ({ webhook: { url, secret, ...more } });
const slack = { slack: { channel: 'C0SUPPORT', approvers: [] } };

function named(name: string, notify: NotifyConfig | object, grant = 'g1') {
  return { ...anAgent({ notify, mailboxes: [{ grant, address: `${grant}@shop.example` }] }), name };
}
const told = (news: News): Told => ({ shard: 0, id: '17-0', atMs: Date.UTC(2026, 10, 21, 8), news });
const ofThread = { grantId: 'g1', threadId: 't1', messageId: 'm1' };
const opened: News = {
  type: 'review.opened',
  ...ofThread,
  reviewId: 'rv_1',
  version: 1,
  status: 'open',
  by: 'inreply',
};
const shown = (news: News, ...agents: ReturnType<typeof named>[]) =>
  notificationsOf(told(news), agents).map((one) => `${one.kind} ${'agent' in one ? one.agent : ''}`);

describe('whom news are for', () => {
  test('those whom the file of the mailbox names, and nobody else', () => {
    const agents = [named('a', { ...hook(), ...slack }), named('b', hook('https://other.example'), 'g2')];
    expect(shown(opened, ...agents)).toEqual(['webhook a', 'slack a']);
    expect(shown({ ...opened, grantId: 'g9' }, ...agents)).toEqual([]);
    expect(shown(opened, named('c', {}))).toEqual([]);
  });

  test('a webhook is told of the types it names, without changes where it names none', () => {
    const changed: News = { ...opened, type: 'review.changed' };
    expect(shown(changed, named('a', hook()))).toEqual([]);
    expect(shown(changed, named('a', hook(undefined, { types: ['review.changed'] })))).toEqual(['webhook a']);
    expect(
      shown(
        { ...opened, type: 'review.decided', status: 'expired' },
        named('a', hook(undefined, { types: ['review.expired'] })),
      ),
    ).toEqual(['webhook a']);
    expect(shown({ type: 'agents.changed' }, named('a', hook()))).toEqual([]);
  });

  test('an alarm of nothing in particular reaches each receiver once, one of an agent that alone', () => {
    const agents = [
      named('a', hook()),
      named('b', hook(), 'g2'),
      named('c', hook('https://c.example'), 'g3'),
    ];
    expect(shown({ type: 'alarm', name: 'mail_unseen' }, ...agents)).toEqual(['webhook a', 'webhook c']);
    expect(shown({ type: 'alarm', name: 'knowledge_gaps', agent: 'b' }, ...agents)).toEqual(['webhook b']);
    expect(shown({ type: 'alarm', name: 'dead_letter', grantId: 'g3' }, ...agents)).toEqual(['webhook c']);
  });
});

const url = (path: string) => `https://mail.example${path}`;

test('a payload holds ids, and of the mail only what is included', () => {
  const review = aReview({ subject: 'Re: My refund', body: 'Dear Carla' });
  const bare = payloadOf(opened, told(opened).atMs, review, [], url);
  expect(JSON.parse(bare)).toMatchObject({
    type: 'review.opened',
    timestamp: '2026-11-21T08:00:00.000Z',
    data: { review_id: 'rv_1', version: 1, status: 'open', url: 'https://mail.example/reviews/rv_1' },
  });
  expect(bare).not.toMatch(/My refund|Carla|@/);
  const more = payloadOf(opened, 0, review, ['subject', 'from'], () => null);
  expect(JSON.parse(more)).toMatchObject({
    data: { subject: 'Re: My refund', from: review.from, url: null },
  });
  expect(more).not.toContain('Dear Carla');
});
