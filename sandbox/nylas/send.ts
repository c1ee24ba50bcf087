import type { Hono } from 'hono';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredMessage } from '../mail/types.ts';
import type { World } from '../world.ts';
import { type MailRequest, rawBody, readMail } from './body.ts';
import { errorOf } from '../control/fault-answers.ts';
import { ApiError, invalid } from './errors.ts';
import { announceSendSuccess } from './events.ts';
import { errorBody, type SandboxContext, type SandboxEnv, statusWithBody } from './http.ts';
import { type Outcome, performOnce } from './idempotency.ts';
import { fieldsOf } from './query.ts';
import { schedule } from './schedules.ts';
import { checkSend, sendMail } from './send-mail.ts';
import { echo, queueSend } from './send-queue.ts';
import { type Json, type MessageFields, messageToWire } from './wire.ts';

const MAX_MULTIPART_BYTES = 25 * 1024 * 1024;
const MAX_SCHEDULE_SECONDS = 30 * 24 * 3600;

/** `POST /messages/send` with its `Idempotency-Key` (CONTRACT sections 3.2 and 4.1). */
export function addSendRoute(app: Hono<SandboxEnv>, world: World): void {
  app.post('/v3/grants/:grant/messages/send', async (c) => {
    const { bytes, contentType } = await rawBody(c);
    if (bytes.byteLength > MAX_MULTIPART_BYTES) {
      throw new ApiError(413, 'request_too_large', 'A message may have 25 MB.');
    }
    const mailbox = c.get('mailbox');
    const key = keyOf(c);
    const perform = () => outcomeOf(c, async () => answer(world, c, await readMail(bytes, contentType)));
    const outcome =
      key === undefined
        ? await perform()
        : await performOnce(
            mailbox.outcomes,
            { key, bytes, nowMs: Date.now(), keptMs: world.settings.idempotency_ms },
            perform,
          );
    for (const [name, value] of Object.entries(outcome.headers)) c.header(name, value);
    return c.json(outcome.body, statusWithBody(outcome.status));
  });
}

function keyOf(c: SandboxContext): string | undefined {
  return c.req.header('idempotency-key');
}

/** Turns every end of a send into an outcome, so that failures are kept as well. */
async function outcomeOf(c: SandboxContext, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    const fault = c.get('fault');
    if (fault && fault.action !== 'accept_202') await sleep(fault.delay_ms);
    if (fault?.kept && fault.action === 'status') throw errorOf(fault, 500);
    const outcome = await work();
    if (fault?.kept && fault.action === 'accept_then_status') throw errorOf(fault, 504);
    return outcome;
  } catch (error) {
    const known =
      error instanceof ApiError ? error : new ApiError(500, 'api.internal_error', 'The sandbox failed.');
    if (known !== error) console.error(error); // oxlint-disable-line no-console -- a bug of the sandbox must be seen
    return { status: known.status, body: errorBody(c.get('requestId'), known), headers: known.headers };
  }
}

async function answer(world: World, c: SandboxContext, request: MailRequest): Promise<Outcome> {
  const mailbox = c.get('mailbox');
  checkSend(mailbox, request);
  const fault = c.get('fault');
  if (fault?.action === 'accept_202') {
    queueSend(world, mailbox, request, { ...fault, key: keyOf(c) });
    return accepted(c, 202, echo(mailbox, request.body));
  }
  if (request.body.send_at) return scheduleSend(world, c, request, request.body.send_at);
  const message = await sendMail(world, mailbox, request, { via: 'api', key: keyOf(c) });
  if (world.settings.send_webhooks) announceSendSuccess(world, message, {});
  return accepted(c, 200, sentToWire(message, fieldsOf(c)));
}

/** The answer to a send: the message with the request's own members beside it. */
export function sentToWire(message: StoredMessage, fields: MessageFields = 'standard'): Json {
  const wire = messageToWire(message, fields);
  return message.replyToMessageId ? { ...wire, reply_to_message_id: message.replyToMessageId } : wire;
}

function accepted(c: SandboxContext, status: number, data: Json): Outcome {
  const body = { request_id: c.get('requestId'), grant_id: c.get('mailbox').grant.id, data };
  return { status, body, headers: {} };
}

function scheduleSend(world: World, c: SandboxContext, request: MailRequest, sendAt: number): Outcome {
  const ahead = sendAt - world.seconds();
  if (ahead < world.options.minScheduleSeconds || ahead > MAX_SCHEDULE_SECONDS) {
    throw invalid(`send_at: must be ${world.options.minScheduleSeconds} seconds to 30 days ahead`);
  }
  const { id } = schedule(world, c.get('mailbox'), request, sendAt);
  return accepted(c, 202, { ...echo(c.get('mailbox'), request.body), schedule_id: id, send_at: sendAt });
}
