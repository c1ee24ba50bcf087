import type { Hono } from 'hono';
import { z } from 'zod';
import type { StoredDraft, StoredMessage } from '../mail/types.ts';
import type { World } from '../world.ts';
import { notFound } from './errors.ts';
import { ok, readJson, type SandboxEnv } from './http.ts';
import { type Mailbox, messagesOf } from './mailbox.ts';
import { changeFlags, requestIdOnly } from './messages.ts';
import { type Filter, filterOf, isListed, pageOf, selected, timeFilters } from './query.ts';
import { draftToWire, type Json, messageToWire } from './wire.ts';

const Update = z.looseObject({
  unread: z.boolean().optional(),
  starred: z.boolean().optional(),
  folders: z.array(z.string()).optional(),
});

/** Threads (CONTRACT sections 2.3 and 3.4). */
export function addThreadRoutes(app: Hono<SandboxEnv>, world: World): void {
  app.get('/v3/grants/:grant/threads', (c) => {
    const mailbox = c.get('mailbox');
    const filter = filterOf(c, mailbox);
    const inTime = timeFilters(c, 'latest_message_after', 'latest_message_before');
    const threads = [...mailbox.messages.threads].flatMap(([id, messages]) => {
      const newest = messages.at(-1);
      if (!newest || !inTime.every((within) => within(newest)) || !holds(messages, filter)) return [];
      return [{ id, sequence: newest.sequence }];
    });
    const newestFirst = (below: number) =>
      threads.filter(({ sequence }) => sequence < below).toSorted((a, b) => b.sequence - a.sequence);
    const { page, next } = pageOf(c, newestFirst, { standard: 20, max: 50 });
    return c.json({
      request_id: c.get('requestId'),
      data: page.map(({ id }) => selected(c, threadToWire(mailbox, id))),
      next_cursor: next,
    });
  });

  app.get('/v3/grants/:grant/threads/:id', (c) =>
    ok(c, selected(c, threadToWire(c.get('mailbox'), c.req.param('id')))),
  );

  app.put('/v3/grants/:grant/threads/:id', async (c) => {
    const mailbox = c.get('mailbox');
    const messages = existing(mailbox, c.req.param('id'));
    changeFlags(world, mailbox, messages, await readJson(c, Update));
    return ok(c, threadToWire(mailbox, c.req.param('id')));
  });

  app.delete('/v3/grants/:grant/threads/:id', (c) => {
    const mailbox = c.get('mailbox');
    changeFlags(world, mailbox, existing(mailbox, c.req.param('id')), { folders: ['trash'] });
    return requestIdOnly(c);
  });
}

function holds(messages: readonly StoredMessage[], filter: Filter): boolean {
  return messages.some(filter);
}

function existing(mailbox: Mailbox, id: string): StoredMessage[] {
  const messages = messagesOf(mailbox, id).filter(isListed);
  if (messages.length === 0) throw notFound('thread');
  return messages;
}

/** A thread with its newest message or draft whole (CONTRACT section 2.3). */
function threadToWire(mailbox: Mailbox, id: string): Json {
  const messages = existing(mailbox, id);
  const drafts = mailbox.drafts.threads.get(id) ?? [];
  const newest = messages.at(-1);
  const latest = latestOf(newest, drafts.at(-1));
  const sent = messages.filter(({ folders }) => folders.includes('sent'));
  const received = messages.filter(({ folders }) => !folders.includes('sent'));
  return {
    id,
    grant_id: mailbox.grant.id,
    object: 'thread',
    subject: messages[0]?.subject ?? '',
    snippet: newest?.snippet ?? '',
    participants: participantsOf(messages),
    message_ids: messages.map((message) => message.id),
    draft_ids: drafts.map((draft) => draft.id),
    folders: [...new Set(messages.flatMap(({ folders }) => folders))],
    has_attachments: messages.some(({ attachments }) => attachments.length > 0),
    has_drafts: drafts.length > 0,
    unread: messages.some(({ unread }) => unread),
    starred: messages.some(({ starred }) => starred),
    earliest_message_date: messages[0]?.date ?? null,
    latest_message_received_date: received.at(-1)?.date ?? null,
    latest_message_sent_date: sent.at(-1)?.date ?? null,
    latest_draft_or_message: latest,
  };
}

function latestOf(message: StoredMessage | undefined, draft: StoredDraft | undefined): Json | null {
  if (draft && (!message || draft.sequence > message.sequence)) return draftToWire(draft);
  return message ? messageToWire(message) : null;
}

function participantsOf(messages: StoredMessage[]): Json[] {
  const all = messages.flatMap(({ from, to, cc }) => [...from, ...to, ...cc]);
  return [...new Map(all.map((person) => [person.email.toLowerCase(), person])).values()];
}
