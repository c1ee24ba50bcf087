import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEnvelope } from '#nylas/envelope.ts';

const message = {
  id: 'm1',
  grant_id: 'g1',
  object: 'message',
  thread_id: 't1',
  from: [{ name: 'Ann', email: 'ann@customer.example' }],
  folders: ['inbox'],
  metadata: { key1: 'r_1' },
  body: '<p>Hello</p>',
};
const notification = (changes: object = {}) => ({
  specversion: '1.0',
  type: 'message.created',
  source: '/somewhere',
  id: 'n1',
  time: 1_792_051_200,
  webhook_delivery_attempt: 1,
  data: { application_id: 'a1', object: message },
  ...changes,
});
const parse = (value: unknown) => parseEnvelope(Buffer.from(JSON.stringify(value)));

describe('an envelope', () => {
  it('is read with its object under the names of the wire', () => {
    expect(parse(notification())).toMatchObject({
      type: 'message.created',
      cleaned: false,
      grantId: 'g1',
      object: { id: 'm1', thread_id: 't1', object: 'message', folders: ['inbox'], metadata: { key1: 'r_1' } },
    });
  });

  const triggers = [
    { wire: 'message.created', type: 'message.created', cleaned: false },
    { wire: 'message.created.truncated', type: 'message.created', cleaned: false },
    { wire: 'message.created.transformed', type: 'message.created', cleaned: false },
    { wire: 'message.created.metadata', type: 'message.created', cleaned: false },
    { wire: 'message.created.transformed.truncated', type: 'message.created', cleaned: false },
    { wire: 'message.created.cleaned', type: 'message.created', cleaned: true },
    { wire: 'message.created.cleaned.transformed.truncated', type: 'message.created', cleaned: true },
    { wire: 'message.created.truncated.cleaned', type: 'message.created', cleaned: true },
    { wire: 'message.opened.legacy', type: 'message.opened.legacy', cleaned: false },
    { wire: 'grant.expired', type: 'grant.expired', cleaned: false },
    { wire: 'cleaned', type: 'cleaned', cleaned: false },
    { wire: '.cleaned', type: '.cleaned', cleaned: false },
  ];
  for (const { wire, type, cleaned } of triggers) {
    it(`of type ${wire} is a ${type}${cleaned ? ', cleaned' : ''}`, () => {
      expect(parse(notification({ type: wire }))).toMatchObject({ type, cleaned });
    });
  }

  it('has the grant of the envelope where the object names none', () => {
    const delivered = {
      grant_id: 'g2',
      object: { message: { id: 'm1', from: 'agent@ours.example', to: ['ann@customer.example'] } },
    };
    expect(parse(notification({ type: 'message.delivered', data: delivered }))?.grantId).toBe('g2');
  });

  it('has no grant where neither names one', () => {
    expect(parse(notification({ data: { object: { id: 'm1' } } }))?.grantId).toBeUndefined();
  });

  it('of a failed send may have no object', () => {
    const failed = { grant_id: 'g1', reason: 'why', error: { type: 'provider_error' }, object: null };
    expect(parse(notification({ type: 'message.send_failed', data: failed }))).toMatchObject({
      grantId: 'g1',
      object: {},
    });
  });

  it('reads a field of an unexpected shape as missing', () => {
    const odd = { id: 'm1', grant_id: 'g1', from: 'ann@customer.example', folders: 'inbox', thread_id: 7 };
    const { object } = parse(notification({ data: { object: odd } })) ?? {};
    expect(object).toMatchObject({ id: 'm1', grant_id: 'g1' });
    expect([object?.from, object?.folders, object?.thread_id]).toEqual([undefined, undefined, undefined]);
  });

  it('keeps the good ones of several senders', () => {
    const odd = { ...message, from: [null, { email: 'ann@customer.example' }] };
    expect(parse(notification({ data: { object: odd } }))?.object.from?.[1]?.email).toBe(
      'ann@customer.example',
    );
  });

  const refused = {
    'without a type': notification({ type: undefined }),
    'with an empty type': notification({ type: '' }),
    'with a number for a type': notification({ type: 7 }),
    'that is a list': [],
    'that is null': null,
    'that is a word': 'message.created',
  };
  for (const [what, value] of Object.entries(refused)) {
    it(`${what} is none`, () => {
      expect(parse(value)).toBeUndefined();
    });
  }

  const bare = {
    'without an id': notification({ id: undefined, data: {} }),
    'without data': notification({ data: undefined }),
    'without an object': notification({ data: {} }),
    'with a list for an object': notification({ data: { object: [] } }),
  };
  for (const [what, value] of Object.entries(bare)) {
    it(`${what} is one that tells of no message`, () => {
      expect(parse(value)).toMatchObject({ type: 'message.created', grantId: undefined, object: {} });
    });
  }

  it('is read from a view into a larger buffer', () => {
    const inner = Buffer.from(JSON.stringify(notification()));
    const wide = Buffer.concat([Buffer.from('{{'), inner, Buffer.from('}}')]);
    expect(parseEnvelope(wide.subarray(2, 2 + inner.length))?.object.id).toBe('m1');
  });

  it('is none for any bytes that are not JSON, and none of them make it throw', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void parseEnvelope(bytes)));
    fc.assert(fc.property(fc.json(), (text) => void parseEnvelope(Buffer.from(text))));
    for (const text of ['', '{', '\u0000', '{"type":', '['.repeat(200_000), '{"a":'.repeat(100_000)]) {
      expect(parseEnvelope(Buffer.from(text))).toBeUndefined();
    }
  });

  it('is read whatever its data are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parse(notification({ data: value }))).toBeDefined();
        expect(parse(notification({ data: { object: value } }))).toBeDefined();
      }),
    );
  });

  it('with a hundred thousand suffixes takes no longer than a moment', () => {
    const startedAt = performance.now();
    expect(parse(notification({ type: `x${'.cleaned'.repeat(100_000)}` }))).toMatchObject({ type: 'x' });
    expect(parse(notification({ type: `x${'.cleaned'.repeat(100_000)}!` }))).toBeDefined();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
