import { createHmac, timingSafeEqual } from 'node:crypto';

export const oneTapVerdicts = ['approve', 'reject'] as const;
export type OneTapVerdict = (typeof oneTapVerdicts)[number];

/** What a link in a mail allows: one verdict of one person on one review as they were shown it, for a time. */
export type OneTap = {
  reviewId: string;
  version: number;
  /** `fingerprintOf` what was shown. */
  fingerprint: string;
  verdict: OneTapVerdict;
  /** Address of the person the mail went to. */
  person: string;
  expiresAtMs: number;
};

/** Such a link counts for so long. */
export const ONE_TAP_MS = 72 * 60 * 60 * 1000;

/** The link's right as text that a URL may hold, signed with HMAC-SHA256; the same every time. */
export function sealOneTap(tap: OneTap, key: Buffer): string {
  const { reviewId, version, fingerprint, verdict, person, expiresAtMs } = tap;
  const parts = [reviewId, version, fingerprint, verdict, person, expiresAtMs];
  const text = Buffer.from(JSON.stringify(parts)).toString('base64url');
  return `${text}.${signatureOf(text, key)}`;
}

/** What `sealOneTap` sealed with this key; undefined when it did not, whether or not its time is over. */
export function openOneTap(token: string, key: Buffer): OneTap | undefined {
  const [text = '', signature = ''] = token.split('.');
  const given = Buffer.from(signature);
  const wanted = Buffer.from(signatureOf(text, key));
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- signed by `sealOneTap`, so of its form
  const parts = JSON.parse(Buffer.from(text, 'base64url').toString()) as [
    string,
    number,
    string,
    OneTapVerdict,
    string,
    number,
  ];
  const [reviewId, version, fingerprint, verdict, person, expiresAtMs] = parts;
  return { reviewId, version, fingerprint, verdict, person, expiresAtMs };
}

function signatureOf(text: string, key: Buffer): string {
  return createHmac('sha256', key).update(`one-tap ${text}`).digest('base64url');
}
