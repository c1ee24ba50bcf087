import type { ServerResponse } from 'node:http';
import type { SendOutcome } from '#nylas/client.ts';
import { json, nylasError } from './peer.ts';

export type Script = (response: ServerResponse) => void;

const error =
  (status: number, type: string, headers: Record<string, string> = {}): Script =>
  (response) =>
    json(response, status, nylasError(type, 'the reason'), headers);
export const data =
  (status: number, body: unknown, headers: Record<string, string> = {}): Script =>
  (response) =>
    json(response, status, { request_id: 'req_1', grant_id: 'g1', data: body }, headers);
const replay = { 'Idempotent-Response': 'true' };

const sent = { kind: 'sent', id: 'm9', threadId: 't1', replayed: false } as const;
const refused = (status: number, type: string): SendOutcome => ({
  kind: 'refused',
  status,
  type,
  message: 'the reason',
  replayed: false,
});
export const unknown = (status: number | undefined) => ({ kind: 'unknown', status, replayed: false });

/** Every row of CONTRACT sections 4.1 and 5.4 as an answer on the wire, and what it means. */
export const answers: { when: string; script: Script; outcome: object }[] = [
  {
    when: '200 with a message',
    script: data(200, { id: 'm9', thread_id: 't1', schedule_id: '' }),
    outcome: sent,
  },
  {
    when: '200 repeated for the key',
    script: data(200, { id: 'm9', thread_id: 't1' }, replay),
    outcome: { ...sent, replayed: true },
  },
  {
    when: '200 without an id',
    script: data(200, { subject: 'x' }),
    outcome: { kind: 'sent', id: undefined, threadId: undefined, replayed: false },
  },
  {
    when: '200 with empty and null ids',
    script: data(200, { id: '', thread_id: null, schedule_id: null }),
    outcome: { kind: 'sent', id: undefined, threadId: undefined, replayed: false },
  },
  {
    when: '200 with a schedule',
    script: data(200, { id: 'm9', schedule_id: 'sch_1' }),
    outcome: { kind: 'queued', id: 'm9', replayed: false },
  },
  {
    when: '200 with a numeric schedule',
    script: data(200, { schedule_id: 77 }),
    outcome: { kind: 'queued', id: undefined, replayed: false },
  },
  {
    when: '202 from the send queue',
    script: data(202, { id: 'm9', thread_id: 't1' }),
    outcome: { kind: 'queued', id: 'm9', replayed: false },
  },
  {
    when: '202 without an id, repeated',
    script: data(202, { schedule_id: 'sch_1' }, replay),
    outcome: { kind: 'queued', id: undefined, replayed: true },
  },
  { when: '200 that is not JSON', script: (r) => void r.writeHead(200).end('<html>'), outcome: unknown(200) },
  { when: '200 without data', script: (r) => json(r, 200, { request_id: 'x' }), outcome: unknown(200) },
  { when: '204', script: (r) => void r.writeHead(204).end(), outcome: unknown(204) },
  {
    when: '302',
    script: (r) => void r.writeHead(302, { location: '/elsewhere' }).end(),
    outcome: unknown(302),
  },
  {
    when: '400 for a bad request',
    script: error(400, 'invalid_request_error'),
    outcome: refused(400, 'invalid_request_error'),
  },
  {
    when: '400 for a bad payload',
    script: error(400, 'api.invalid_request_payload'),
    outcome: refused(400, 'invalid_request_payload'),
  },
  {
    when: '400 for the API key',
    script: error(400, 'token.unauthorized_access'),
    outcome: refused(400, 'token.unauthorized_access'),
  },
  {
    when: '400 for the idempotency key',
    script: error(400, 'api.invalid_idempotency_key'),
    outcome: refused(400, 'invalid_idempotency_key'),
  },
  {
    when: '401',
    script: error(401, 'api.authentication_error'),
    outcome: refused(401, 'authentication_error'),
  },
  {
    when: '402 for the recipients',
    script: error(402, 'provider_error'),
    outcome: refused(402, 'provider_error'),
  },
  {
    when: '403 by an outbound rule',
    script: error(403, 'rule_blocked'),
    outcome: refused(403, 'rule_blocked'),
  },
  {
    when: '403 repeated for the key',
    script: error(403, 'rule_blocked', replay),
    outcome: { ...refused(403, 'rule_blocked'), replayed: true },
  },
  { when: '404', script: error(404, 'api.not_found_error'), outcome: refused(404, 'not_found_error') },
  { when: '408', script: error(408, 'timeout'), outcome: unknown(408) },
  {
    when: '409 while the first is running',
    script: error(409, 'api.concurrent_idempotent_request'),
    outcome: { kind: 'concurrent' },
  },
  {
    when: '409 while the first is running, unprefixed',
    script: error(409, 'concurrent_idempotent_request'),
    outcome: { kind: 'concurrent' },
  },
  {
    when: '409 for other bytes',
    script: error(409, 'api.invalid_idempotent_request'),
    outcome: { kind: 'mismatch' },
  },
  { when: '409 of another kind', script: error(409, 'conflict'), outcome: { kind: 'mismatch' } },
  {
    when: '413 as HTML',
    script: (r) => void r.writeHead(413).end('<h1>too large</h1>'),
    outcome: { kind: 'refused', status: 413, type: 'http_413', message: '', replayed: false },
  },
  {
    when: '422 of the mail provider',
    script: error(422, 'provider_error'),
    outcome: refused(422, 'provider_error'),
  },
  { when: '423', script: error(423, 'api.resource_blocked'), outcome: refused(423, 'resource_blocked') },
  {
    when: '429 with Retry-After',
    script: error(429, 'rate_limit_error', { 'retry-after': '7' }),
    outcome: { kind: 'throttled', retryAfterMs: 7_000, replayed: false },
  },
  {
    when: '429 with nothing',
    script: error(429, 'nylas_rate_limit_exceeded'),
    outcome: { kind: 'throttled', retryAfterMs: undefined, replayed: false },
  },
  {
    when: '429 repeated for the key',
    script: error(429, 'quota_exceeded_error', replay),
    outcome: { kind: 'throttled', retryAfterMs: undefined, replayed: true },
  },
  { when: '500', script: error(500, 'api.internal_error'), outcome: unknown(500) },
  {
    when: '500 repeated for the key',
    script: error(500, 'api.internal_error', replay),
    outcome: { ...unknown(500), replayed: true },
  },
  {
    when: '502 as HTML',
    script: (r) => void r.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>'),
    outcome: unknown(502),
  },
  {
    when: '503 with Retry-After',
    script: error(503, 'unavailable', { 'retry-after': '600' }),
    outcome: { ...unknown(503), retryAfterMs: 600_000 },
  },
  { when: '504', script: error(504, 'api.partial_success_error'), outcome: unknown(504) },
  {
    when: 'a connection dropped after the request',
    script: (r) => void r.destroy(),
    outcome: unknown(undefined),
  },
  {
    when: 'a connection dropped in the middle of a 200',
    script: (r) => {
      r.writeHead(200, { 'content-length': '1000' });
      r.write('{"data":', () => r.destroy());
    },
    outcome: unknown(undefined),
  },
];
