import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { messageStates, type MessageState } from '#domain/ledger.ts';
import type { Address } from '#domain/mail.ts';
import { seesMailbox } from '#domain/person.ts';
import { refuse } from '#server/answers.ts';
import type { MailBody } from '#server/mail-frame/document.ts';
import { incomingOf } from '#server/raw-body.ts';
import type { SignedIn } from '#server/sign-in.ts';
import { createApi } from './base.ts';
import { AddressJson, GrantId, MessageId, ThreadId, Time } from './common-json.ts';
import { answers } from './declare.ts';
import { isoOf } from './time.ts';

/** A mail of a thread as people read it. */
export type MailView = {
  id: string;
  from: Address[];
  to: Address[];
  cc: Address[];
  atMs: number;
  direction: 'in' | 'out';
  /** Inreply sent it, rather than a person in a mail client. */
  byInreply: boolean;
  /** What its author wrote, without quotes and signature; cut with a mark when it is very long. */
  text: string;
  quoted: string | null;
  signature: string | null;
  /** A mail that it passes on, with its header fields as they stand there. */
  forwarded: {
    from: string | undefined;
    to: string | undefined;
    date: string | undefined;
    subject: string | undefined;
    text: string;
  } | null;
  hasHtml: boolean;
  /** What its HTML would fetch from outside, and so tell its sender that it was read. */
  remoteImages: number;
  /** It holds text that its reader cannot see, in a way honest mail has no need of. */
  hiddenText: boolean;
  /** What was removed or left out of the text. */
  notes: string[];
  attachments: { name: string; size: number | null; type: string | null }[];
  state: MessageState | null;
  reviewId: string | null;
};

export type ThreadView = {
  grantId: string;
  threadId: string;
  subject: string;
  /** Newest last. */
  messages: MailView[];
  /** Older ones are not among them. */
  truncated: boolean;
};

/** `missing` also for a mailbox nobody answers here; `away` with why Nylas gave no answer. */
export type ThreadFound<T> =
  | { kind: 'found'; value: T }
  | { kind: 'missing' }
  | { kind: 'away'; why: string };

/** Reads threads live from the mailbox. Rejects when Redis does not answer, and with the signal's reason. */
export type ThreadDesk = {
  read(grantId: string, threadId: string, signal: AbortSignal): Promise<ThreadFound<ThreadView>>;
  /** The body of one mail as it came. */
  body(
    grantId: string,
    threadId: string,
    messageId: string,
    signal: AbortSignal,
  ): Promise<ThreadFound<MailBody>>;
};

export type ThreadApiDeps = { threads: ThreadDesk };

const MailJson = z
  .object({
    id: MessageId,
    from: z.array(AddressJson),
    to: z.array(AddressJson),
    cc: z.array(AddressJson),
    at: Time,
    direction: z.enum(['in', 'out']).meta({ description: '`out`: it left this mailbox.' }),
    by_inreply: z.boolean().meta({ description: 'Inreply sent it, not a person in a mail client.' }),
    text: z.string().meta({ description: 'What its author wrote, without quotes and signature.' }),
    quoted: z.string().nullable(),
    signature: z.string().nullable(),
    forwarded: z
      .object({
        from: z.string().nullable(),
        to: z.string().nullable(),
        date: z.string().nullable(),
        subject: z.string().nullable(),
        text: z.string(),
      })
      .nullable()
      .meta({ description: 'A mail it passes on; its header fields are the forwarder’s words.' }),
    has_html: z.boolean(),
    remote_images: z.int().meta({ description: 'Pictures and the like that its HTML would fetch.' }),
    hidden_text: z.boolean().meta({ description: 'It hides text from its reader.' }),
    notes: z.array(z.string()).meta({ description: 'What was removed or left out of the text.' }),
    attachments: z.array(
      z.object({ name: z.string(), size: z.number().nullable(), type: z.string().nullable() }),
    ),
    state: z.enum(messageStates).nullable().meta({ description: 'Null where Inreply does not work it.' }),
    review_id: z.string().nullable(),
  })
  .openapi('Mail');

const ThreadJson = z
  .object({
    grant_id: GrantId,
    thread_id: ThreadId,
    subject: z.string(),
    messages: z.array(MailJson).meta({ description: 'Newest last.' }),
    truncated: z.boolean().meta({ description: 'There are older ones, which are not shown.' }),
  })
  .openapi('Thread');

const tags = ['Threads'];
const ofThread = z.object({ grant: GrantId, thread: ThreadId });

const getThread = createRoute({
  method: 'get',
  path: '/api/threads/{grant}/{thread}',
  operationId: 'getThread',
  summary: 'A thread as it is in the mailbox',
  description: 'Read live from Nylas, which is the system of record; the answer is kept for 30 seconds.',
  tags,
  request: { params: ofThread },
  responses: answers(200, ThreadJson, 'The whole thread, as text.', 404),
});

const good = answers(200, z.string(), '', 404);
const getMailHtml = createRoute({
  method: 'get',
  path: '/api/threads/{grant}/{thread}/messages/{message}/html',
  operationId: 'getMailHtml',
  summary: 'The HTML of one mail, made harmless, for a sandboxed frame',
  description:
    'A document with a content security policy of its own: no script, no forms, nothing from outside. ' +
    'Pictures that would be fetched are left out.',
  tags,
  request: { params: ofThread.extend({ message: MessageId }) },
  responses: {
    ...good,
    200: { description: 'The document.', content: { 'text/html': { schema: z.string() } } },
  },
});

export type ThreadRoutes = typeof getThread | typeof getMailHtml;

/** `/api/threads/{grant}/{thread}`: a thread as text, and the HTML of its mails for a frame. */
export function threadApi({ threads }: ThreadApiDeps) {
  const api = createApi();

  api.openapi(getThread, async (c) => {
    const { grant, thread } = c.req.valid('param');
    if (!seesMailbox(c.var.who, grant)) return noSuchThread(c);
    using end = hungUp(c);
    const found = await threads.read(grant, thread, end.signal);
    return found.kind === 'found' ? c.json(threadShape(found.value), 200) : without(c, found);
  });

  api.openapi(getMailHtml, async (c) => {
    const { grant, thread, message } = c.req.valid('param');
    if (!seesMailbox(c.var.who, grant)) return noSuchThread(c);
    using end = hungUp(c);
    const found = await threads.body(grant, thread, message, end.signal);
    if (found.kind !== 'found') return without(c, found);
    const { frameDocument } = await import('#server/mail-frame/document.ts'); // its parser, with the first frame
    return c.html(frameDocument(found.value), 200);
  });

  return api;
}

/** Aborts when the caller hangs up, so that nothing is read for nobody. */
function hungUp({ env }: Pick<Context<SignedIn>, 'env'>): Disposable & { signal: AbortSignal } {
  const gone = new AbortController();
  const socket = incomingOf({ env })?.socket;
  const leave = () => gone.abort(new Error('the caller hung up'));
  socket?.once('close', leave);
  return { signal: gone.signal, [Symbol.dispose]: () => void socket?.off('close', leave) };
}

function without(c: Context, found: { kind: 'missing' } | { kind: 'away'; why: string }) {
  if (found.kind === 'missing') return noSuchThread(c);
  return refuse(c, 503, 'unavailable', `The mailbox cannot be read now: ${found.why}`);
}

function noSuchThread(c: Context) {
  return refuse(c, 404, 'not_found', 'There is no such mail or thread in a mailbox that you see.');
}

function threadShape({ grantId, threadId, subject, messages, truncated }: ThreadView) {
  return {
    grant_id: grantId,
    thread_id: threadId,
    subject,
    messages: messages.map(mailShape),
    truncated,
  };
}

function mailShape(mail: MailView): z.infer<typeof MailJson> {
  const { forwarded } = mail;
  return {
    id: mail.id,
    from: mail.from,
    to: mail.to,
    cc: mail.cc,
    at: isoOf(mail.atMs),
    direction: mail.direction,
    by_inreply: mail.byInreply,
    text: mail.text,
    quoted: mail.quoted,
    signature: mail.signature,
    forwarded: forwarded && {
      from: forwarded.from ?? null,
      to: forwarded.to ?? null,
      date: forwarded.date ?? null,
      subject: forwarded.subject ?? null,
      text: forwarded.text,
    },
    has_html: mail.hasHtml,
    remote_images: mail.remoteImages,
    hidden_text: mail.hiddenText,
    notes: mail.notes,
    attachments: mail.attachments,
    state: mail.state,
    review_id: mail.reviewId,
  };
}
