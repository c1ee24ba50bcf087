import type { Hono } from 'hono';
import { newId } from '../ids.ts';
import type { World } from '../world.ts';
import type { MailRequest } from './body.ts';
import { notFound } from './errors.ts';
import { announceSendFailed, announceSendSuccess } from './events.ts';
import { ok, type SandboxEnv } from './http.ts';
import type { Mailbox, Schedule } from './mailbox.ts';
import { sendMail } from './send-mail.ts';
import type { Json } from './wire.ts';

/** setTimeout takes no more than this; `send_at` may be 30 days ahead. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Sends at `sendAt` (seconds) and tells by webhook how it ended (CONTRACT section 3.3). */
export function schedule(world: World, mailbox: Mailbox, request: MailRequest, sendAt: number): Schedule {
  let timer: NodeJS.Timeout | undefined;
  const entry: Schedule = {
    id: newId('sch'),
    status: { code: 'pending', description: 'waiting for its send time' },
    sendAt,
    closeTime: undefined,
    cancel: () => clearTimeout(timer),
  };
  mailbox.schedules.set(entry.id, entry);

  const arm = () => {
    const left = sendAt * 1000 - Date.now();
    timer = setTimeout(
      left > MAX_TIMER_MS ? arm : () => void close(world, mailbox, request, entry),
      Math.min(left, MAX_TIMER_MS),
    );
    timer.unref();
  };
  arm();
  world.stopping.addEventListener('abort', entry.cancel, { once: true });
  return entry;
}

async function close(world: World, mailbox: Mailbox, request: MailRequest, entry: Schedule): Promise<void> {
  const members = { schedule_id: entry.id, send_at: entry.sendAt };
  entry.closeTime = world.seconds();
  try {
    const message = await sendMail(world, mailbox, request, { via: 'schedule' });
    entry.status = { code: 'success', description: 'sent' };
    announceSendSuccess(world, message, members);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    entry.status = { code: 'failed', description: reason };
    announceSendFailed(world, mailbox.grant.id, { ...request.body, ...members }, reason);
  }
}

/** `messages/schedules`: list, one, cancel. */
export function addScheduleRoutes(app: Hono<SandboxEnv>): void {
  app.get('/v3/grants/:grant/messages/schedules', (c) =>
    ok(c, [...c.get('mailbox').schedules.values()].map(toWire)),
  );
  app.get('/v3/grants/:grant/messages/schedules/:id', (c) =>
    ok(c, toWire(find(c.get('mailbox'), c.req.param('id')))),
  );
  app.delete('/v3/grants/:grant/messages/schedules/:id', (c) => {
    const entry = find(c.get('mailbox'), c.req.param('id'));
    if (entry.status.code !== 'pending') throw notFound('pending schedule');
    entry.cancel();
    c.get('mailbox').schedules.delete(entry.id);
    c.status(202);
    return ok(c, { message: 'cancellation requested' });
  });
}

function find(mailbox: Mailbox, id: string): Schedule {
  const entry = mailbox.schedules.get(id);
  if (!entry) throw notFound('schedule');
  return entry;
}

function toWire({ id, status, closeTime }: Schedule): Json {
  return { schedule_id: id, status, ...(closeTime !== undefined && { close_time: closeTime }) };
}
