import { createHmac, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Refusal } from '#domain/notification.ts';
import type { Clock } from '#domain/ports.ts';
import type { Review, Verdict } from '#domain/review.ts';
import type { Events } from '#telemetry/events.ts';
import { refuse } from './answers.ts';
import { type NodeEnv, readRawBody } from './raw-body.ts';

const BODY_LIMIT = 512 * 1024;
/** Slack, "Verifying requests": older ones are taken for repeated by somebody else. */
const TOLERANCE_SECONDS = 5 * 60;

export type SlackDesk = {
  /** Undefined: SLACK_SIGNING_SECRET is not set, and nothing is taken. */
  signingSecret: string | undefined;
  /** Whether a signature was not seen before; remembers it. */
  isFirst(signature: string): Promise<boolean>;
  findReview(id: string): Promise<Review | undefined>;
  /** Members of Slack who may decide the reviews of a mailbox. */
  approversOf(grantId: string): readonly string[];
  /** The first verdict on the review as it was shown stands. */
  decide(
    shown: { reviewId: string; version: number; fingerprint: string },
    verdict: Verdict,
    by: string,
  ): Promise<{ kind: 'accepted' } | { kind: 'refused'; because: Refusal }>;
  /** Tells the member why nothing was done, and brings the message in line with the review. */
  answer(refusal: {
    /** Of the request, which names it. */
    signature: string;
    channel: string;
    user: string;
    because: Refusal;
    review: Review | undefined;
  }): Promise<void>;
};

export type SlackActionsDeps = { slack: SlackDesk; events: Pick<Events, 'reviewDecided'>; now: Clock };

const Action = z.object({ action_id: z.string(), value: z.string().optional() });
const Interaction = z.looseObject({
  type: z.string(),
  user: z.looseObject({ id: z.string().min(1) }),
  channel: z.looseObject({ id: z.string() }).optional(),
  actions: z.array(z.unknown()).optional(),
});
const ButtonValue = z.object({ r: z.string(), v: z.int(), f: z.string() });

/**
 * `POST /slack/actions`: a button of a message was pressed. The signature over the raw body is its proof, for five
 * minutes and once; who pressed it has to stand among the approvers of the agent. Answered at once: what follows is told
 * by the message itself.
 */
export function slackRoutes({ slack, events, now }: SlackActionsDeps): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();

  app.post('/actions', async (c) => {
    const { signingSecret } = slack;
    if (signingSecret === undefined) {
      return refuse(c, 401, 'bad_signature', 'SLACK_SIGNING_SECRET is not set, so nothing is taken.');
    }
    const body = await readRawBody(c, BODY_LIMIT);
    if (body.kind === 'too_large') return refuse(c, 413, 'too_large', 'The body is larger than 512 KB.');
    if (body.kind === 'broken') return refuse(c, 400, 'invalid_body', 'The body ended before its time.');
    const timestamp = c.req.header('x-slack-request-timestamp') ?? '';
    const signature = c.req.header('x-slack-signature') ?? '';
    if (!isSigned({ bytes: body.bytes, timestamp, signature }, signingSecret, now())) {
      return refuse(c, 401, 'bad_signature', 'The signature is not of SLACK_SIGNING_SECRET, or is too old.');
    }
    if (!(await slack.isFirst(signature))) {
      return refuse(c, 409, 'repeated', 'This very request was taken before. Nothing was done.');
    }
    const press = pressIn(body.bytes);
    if (press !== undefined) await decideByPress(press, signature);
    return c.body(null, 200);
  });

  async function decideByPress({ verdict, user, channel, shown }: Press, signature: string): Promise<void> {
    const review = await slack.findReview(shown.reviewId);
    const refused = (because: Refusal) => slack.answer({ signature, channel, user, because, review });
    if (review === undefined) return refused('missing');
    if (!slack.approversOf(review.grantId).includes(user)) return refused('not_allowed');
    const by = `slack:${user}`;
    const whole: Verdict =
      verdict === 'approve'
        ? { kind: 'approve', subject: review.subject, body: review.body }
        : { kind: 'reject', reason: '' };
    const decided = await slack.decide(shown, whole, by);
    if (decided.kind === 'accepted') return events.reviewDecided({ reviewId: review.id, verdict, by });
    await refused(decided.because);
  }

  return app;
}

type Press = {
  verdict: 'approve' | 'reject';
  user: string;
  channel: string;
  shown: { reviewId: string; version: number; fingerprint: string };
};

/** The press of a button that decides; undefined for all else that Slack sends. */
function pressIn(bytes: Uint8Array): Press | undefined {
  const payload = new URLSearchParams(Buffer.from(bytes).toString('utf8')).get('payload');
  const interaction = Interaction.safeParse(jsonIn(payload ?? ''));
  if (!interaction.success || interaction.data.type !== 'block_actions') return undefined;
  const { user, channel, actions = [] } = interaction.data;
  const action = Action.safeParse(actions[0]).data;
  const verdict = (['approve', 'reject'] as const).find((one) => one === action?.action_id);
  const value = ButtonValue.safeParse(jsonIn(action?.value ?? '')).data;
  if (verdict === undefined || value === undefined) return undefined;
  const shown = { reviewId: value.r, version: value.v, fingerprint: value.f };
  return { verdict, user: user.id, channel: channel?.id ?? '', shown };
}

/** Slack, "Verifying requests": HMAC-SHA256 of `v0:time:body` in hexadecimal, compared in constant time. */
function isSigned(
  given: { bytes: Uint8Array; timestamp: string; signature: string },
  secret: string,
  nowMs: number,
): boolean {
  const { bytes, timestamp, signature } = given;
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const wanted = Buffer.from(
    `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(bytes).digest('hex')}`,
  );
  const shown = Buffer.from(signature);
  return shown.length === wanted.length && timingSafeEqual(shown, wanted);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
