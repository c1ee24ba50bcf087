import { Hono, type Context } from 'hono';
import type { Admission, Arrival } from '#domain/arrival.ts';
import type { IncomingReport } from '#domain/report.ts';
import type { Clock } from '#domain/ports.ts';
import { parseEnvelope } from '#nylas/envelope.ts';
import { isSigned, signatureKeys } from '#nylas/signature.ts';
import type { Events, WebhookOutcome } from '#telemetry/events.ts';
import { refuse } from './answers.ts';
import { gunzipWithin, readRawBody, type NodeEnv } from './raw-body.ts';
import { sift, siftReport, type MailboxOf } from './sift.ts';

export type WebhookDeps = {
  /** Secrets of the webhook destination; several while one is being rotated, none before it exists. */
  secrets: readonly string[];
  mailboxOf: MailboxOf;
  admitOne: (arrival: Arrival) => Promise<Admission>;
  /** Puts a report before the message it is about; false when nobody here knows of that, or nothing follows from it. */
  takeReport: (report: IncomingReport) => Promise<boolean>;
  events: Pick<Events, 'webhookAnswered'>;
  now: Clock;
};

/** Nylas sends up to 1 MB (CONTRACT section 1.5). */
const bodyLimit = 2 * 1024 * 1024;
const unzippedLimit = 16 * 1024 * 1024;

/**
 * Where Nylas reports (CONTRACT sections 1.2 to 1.4, DESIGN section 6).
 *
 * Only 408, 429, 502, 503, 504 and 507 bring a delivery again, so whatever may be cured by trying later is 503:
 * a store that is away, and a secret that is not set yet. Mount it before any middleware that reads requests.
 */
export function webhookRoutes(deps: WebhookDeps): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();
  const handle = deliveryHandler(deps);

  app.get('/', (c) => {
    const challenge = c.req.query('challenge');
    if (!challenge) {
      return refuse(
        c,
        400,
        'no_challenge',
        'This address takes webhooks of Nylas. To try the handshake add ?challenge=anything.',
      );
    }
    deps.events.webhookAnswered(200, 'challenge');
    // A plain string, so that Content-Length is sent and nothing is chunked; never sniffed as a page.
    return c.text(challenge, 200, { 'X-Content-Type-Options': 'nosniff' });
  });

  app.post('/', async (c) => {
    const startedMs = deps.now();
    const outcome = await handle(c);
    const { status } = answers[outcome];
    deps.events.webhookAnswered(status, outcome, deps.now() - startedMs);
    return status === 200 ? c.body(null, 200) : refuse(c, status, outcome, answers[outcome].message);
  });

  return app;
}

type Delivered = Exclude<WebhookOutcome, 'challenge'>;

const answers = {
  admitted: { status: 200, message: '' },
  not_ours: { status: 200, message: '' },
  bad_signature: {
    status: 401,
    message:
      'X-Nylas-Signature does not fit the body. Set NYLAS_WEBHOOK_SECRET to the secret of this webhook destination.',
  },
  bad_envelope: { status: 400, message: 'The body is not a notification of Nylas.' },
  too_large: { status: 413, message: 'The body is larger than a notification can be.' },
  no_secret: {
    status: 503,
    message:
      'NYLAS_WEBHOOK_SECRET is not set, so nothing can be trusted yet. Set it and restart; Nylas tries again.',
  },
  store_down: { status: 503, message: 'The message could not be stored. It is taken when it comes again.' },
} as const satisfies Record<Delivered, { status: number; message: string }>;

function deliveryHandler({ secrets, mailboxOf, admitOne, takeReport }: WebhookDeps) {
  const keys = signatureKeys(secrets);

  return async (c: Context<NodeEnv>): Promise<Delivered> => {
    if (keys.length === 0) return 'no_secret';
    const raw = await readRawBody(c, bodyLimit);
    if (raw.kind === 'too_large') return 'too_large';
    if (raw.kind === 'broken') return 'bad_envelope';
    if (!isSigned(raw.bytes, c.req.header('x-nylas-signature'), keys)) return 'bad_signature';

    const isZipped = c.req.header('content-encoding')?.trim().toLowerCase() === 'gzip';
    const body = isZipped ? await gunzipWithin(raw.bytes, unzippedLimit) : raw;
    if (body.kind === 'too_large') return 'too_large';
    const envelope = body.kind === 'read' ? parseEnvelope(body.bytes) : undefined;
    if (envelope === undefined) return 'bad_envelope';

    const arrival = sift(envelope, mailboxOf);
    const report = arrival === undefined ? siftReport(envelope, mailboxOf) : undefined;
    try {
      if (arrival !== undefined) await admitOne(arrival);
      else if (report === undefined || !(await takeReport(report))) return 'not_ours';
      return 'admitted';
    } catch {
      // Why it failed is told once for the whole batch; the caller only needs to come again.
      return 'store_down';
    }
  };
}
