import { createHmac, createSecretKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSigned, signatureKeys } from '#nylas/signature.ts';

const body = Buffer.from('{"type":"message.created","id":"n1"}');
const sign = (secret: string, bytes: Uint8Array) => createHmac('sha256', secret).update(bytes).digest('hex');

describe('a webhook signature', () => {
  const good = sign('s3cret', body);
  const cases = [
    { what: 'the hex HMAC of the bytes', signature: good, secrets: ['s3cret'], signed: true },
    { what: 'upper-case hex', signature: good.toUpperCase(), secrets: ['s3cret'], signed: true },
    { what: 'the second of two secrets', signature: good, secrets: ['new', 's3cret'], signed: true },
    { what: 'the first of two secrets', signature: good, secrets: ['s3cret', 'new'], signed: true },
    {
      what: 'a secret beyond ASCII',
      signature: sign('schlüssel', body),
      secrets: ['schlüssel'],
      signed: true,
    },
    { what: 'another secret', signature: good, secrets: ['other'], signed: false },
    { what: 'no secret at all', signature: sign('', body), secrets: [], signed: false },
    { what: 'an empty secret', signature: sign('', body), secrets: [''], signed: false },
    { what: 'no header', signature: undefined, secrets: ['s3cret'], signed: false },
    { what: 'an empty header', signature: '', secrets: ['s3cret'], signed: false },
    { what: 'a signature cut short', signature: good.slice(0, 32), secrets: ['s3cret'], signed: false },
    { what: 'a signature with more behind it', signature: `${good}00`, secrets: ['s3cret'], signed: false },
    { what: 'a signature with a prefix', signature: `sha256=${good}`, secrets: ['s3cret'], signed: false },
    { what: '64 characters that are not hex', signature: 'z'.repeat(64), secrets: ['s3cret'], signed: false },
    {
      what: '64 characters that only begin as hex',
      signature: `${good.slice(0, 62)}zz`,
      secrets: ['s3cret'],
      signed: false,
    },
  ];
  for (const { what, signature, secrets, signed } of cases) {
    it(`is ${signed ? 'accepted' : 'refused'} with ${what}`, () => {
      expect(isSigned(body, signature, signatureKeys(secrets))).toBe(signed);
    });
  }

  it('covers zipped bytes as they came', () => {
    const zipped = gzipSync(body);
    const keys = signatureKeys(['s3cret']);
    expect(isSigned(zipped, sign('s3cret', zipped), keys)).toBe(true);
    expect(isSigned(zipped, good, keys)).toBe(false);
  });

  it('covers exactly the view given, not the buffer under it', () => {
    const wide = Buffer.concat([Buffer.from('xx'), body, Buffer.from('yy')]);
    expect(isSigned(wide.subarray(2, -2), good, signatureKeys(['s3cret']))).toBe(true);
  });

  it('is refused for any other bytes and any other text, without a throw', () => {
    const keys = signatureKeys(['s3cret']);
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ unit: 'binary' }), (bytes, text) => {
        expect(isSigned(bytes, text, keys)).toBe(false);
        expect(isSigned(bytes, good, keys)).toBe(Buffer.from(bytes).equals(body));
      }),
    );
  });
});

const vectors = '../shared/corpus/webhooks/hmac-sha256.jsonl';
type Vector = {
  id: string;
  input: { key_hex: string; message_hex: string; tag_hex: string; tag_bits: number };
  expected: { valid: boolean };
};

describe.skipIf(!existsSync(vectors))('the HMAC vectors of the corpus (skipped where it is absent)', () => {
  it('are judged as expected, and a truncated tag is refused', () => {
    const rows = linesOf<Vector>(vectors);
    const wrong = rows.filter(({ input, expected }) => {
      const keys = [createSecretKey(Buffer.from(input.key_hex, 'hex'))];
      const signed = isSigned(Buffer.from(input.message_hex, 'hex'), input.tag_hex, keys);
      return signed !== (expected.valid && input.tag_bits === 256);
    });
    expect(rows.length).toBeGreaterThan(0);
    expect(wrong.map((row) => row.id)).toEqual([]);
  });
});

const requests = '../shared/corpus/webhooks/requests.jsonl';
type Request = {
  id: string;
  input: { scheme: string; secret: string; headers: Record<string, string>; body?: string };
  expected: { accept: boolean; status: number[] };
};

describe.skipIf(!existsSync(requests))('the signed calls of the corpus (skipped where it is absent)', () => {
  it('are told apart by signature alone: refused with 401 or for want of a secret, else good', () => {
    const rows = linesOf<Request>(requests).filter(
      ({ input, expected }) =>
        input.scheme === 'nylas' && input.body !== undefined && !expected.status.includes(413),
    );
    const wrong = rows.filter(({ input, expected }) => {
      const signed = isSigned(
        Buffer.from(input.body ?? ''),
        input.headers['x-nylas-signature'],
        signatureKeys([input.secret]),
      );
      // A row that also allows 200 is about the age of the event, not about its signature.
      return signed !== expected.status.includes(200);
    });
    expect(rows.length).toBeGreaterThan(0);
    expect(wrong.map((row) => row.id)).toEqual([]);
  });
});

function linesOf<Row>(path: string): Row[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const row: Row = JSON.parse(line);
    return row;
  });
}
